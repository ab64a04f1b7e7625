import {element, type Child} from './element.ts';

/** A part of the page under its title, where links of the navigation go. */
export const section = (title: string, ...children: readonly Child[]): HTMLElement => {
  const id = title.toLowerCase();
  return element(
    'section',
    {id, 'aria-labelledby': `${id}-title`},
    element('h2', {id: `${id}-title`}, title),
    ...children,
  );
};

/** What is wider than the page is moved sideways by itself; the keyboard reaches it too. */
export const scroller = (label: string, ...children: readonly Child[]): HTMLElement =>
  element('div', {class: 'scroller', tabindex: 0, role: 'region', 'aria-label': label}, ...children);

/** What is opened where somebody wants to know. Made when it is opened first. */
export function more(title: string, make: () => Child): HTMLElement {
  const details = element('details', {}, element('summary', {}, title));
  details.addEventListener('toggle', () => details.append(make() ?? ''), {once: true});
  return details;
}
