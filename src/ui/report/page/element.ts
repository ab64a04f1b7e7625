/** What can stand in an element. A text stays a text, whatever it holds: nothing here is ever read as markup. */
export type Child = Node | string | null;

type Attribute = string | number | boolean | undefined;
type Listener = (event: Event) => void;

/** Attributes by name, `true` for one without a value; `on` listens. Names are ours, never from data. */
interface Attributes {
  readonly [name: string]: Attribute | Readonly<Record<string, Listener>>;
  readonly on?: Readonly<Record<string, Listener>>;
}

/** An element of HTML. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  return furnish(document.createElement(tag), attributes, children);
}

/** An element of SVG. */
export function drawing<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  return furnish(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

/** Listens to a control of a kind. */
export const from =
  <E extends Element>(kind: new () => E, listen: (target: E) => void): Listener =>
  ({target}) => {
    if (target instanceof kind) listen(target);
  };

function furnish<E extends Element>(
  made: E,
  {on = {}, ...attributes}: Attributes,
  children: readonly Child[],
): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false || typeof value === 'object') continue;
    made.setAttribute(name, value === true ? '' : String(value));
  }
  for (const [type, listener] of Object.entries(on)) made.addEventListener(type, listener);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Read by screen readers alone. */
export const unseen = (text: string): HTMLElement => element('span', {class: 'unseen'}, text);
