import {isAlias, isMap, isScalar, isSeq, type Document} from 'yaml';

/** What a YAML file says, with the place of everything: plain values, so that it can be kept. */
export type YamlNode =
  | {readonly type: 'map'; readonly at: Offset; readonly items: readonly YamlPair[]}
  | {readonly type: 'list'; readonly at: Offset; readonly items: readonly YamlNode[]}
  /** Text, a number, true, false or null. `empty`: nothing is written there. */
  | {readonly type: 'scalar'; readonly at: Offset; readonly value: unknown; readonly empty?: true}
  /** What it stands for is looked up when it is asked: aliases can nest until a line unfolds to billions of values. */
  | {readonly type: 'alias'; readonly at: Offset; readonly target: () => YamlNode | undefined};

export interface YamlPair {
  readonly key: YamlNode;
  /** Null where there is not even a colon. */
  readonly value: YamlNode | null;
}

/** Where it begins: characters from the beginning of the text. */
type Offset = number;

/** The plain form of a parsed document; undefined where it is empty. */
export function treeOf(document: Document): YamlNode | undefined {
  const made = new Map<unknown, YamlNode>();
  const plain = (node: unknown): YamlNode => {
    const before = made.get(node);
    if (before !== undefined) return before;
    const tree = convert(node);
    made.set(node, tree);
    return tree;
  };
  const convert = (node: unknown): YamlNode => {
    if (isAlias(node))
      return {
        type: 'alias',
        at: node.range?.[0] ?? 0,
        target: () => {
          const target = node.resolve(document);
          return target === undefined ? undefined : plain(target);
        },
      };
    if (isMap(node))
      return {
        type: 'map',
        at: node.range?.[0] ?? 0,
        items: node.items.map(({key, value}) => ({
          key: plain(key),
          value: value === null ? null : plain(value),
        })),
      };
    if (isSeq(node))
      return {type: 'list', at: node.range?.[0] ?? 0, items: node.items.map((item) => plain(item))};
    if (!isScalar(node)) return {type: 'scalar', at: 0, value: null, empty: true};
    const [at = 0, end] = node.range ?? [];
    return {
      type: 'scalar',
      at,
      value: node.value,
      ...(node.value === null && at === end ? {empty: true} : {}),
    };
  };
  return document.contents === null ? undefined : plain(document.contents);
}

/**
 * Every key that its map has before, in the order of the file. The parser's own search compares each key with all before it: of a thousand
 * stages that is half a million comparisons.
 */
export function keysTwice(node: YamlNode | null): readonly {readonly at: Offset; readonly key: string}[] {
  if (node?.type === 'list') return node.items.flatMap((item) => keysTwice(item));
  if (node?.type !== 'map') return [];
  const seen = new Set<unknown>();
  return node.items.flatMap(({key, value}) => {
    const name = key.type === 'scalar' ? key.value : key;
    const twice = seen.has(name) ? [{at: key.at, key: String(name)}] : [];
    seen.add(name);
    return [...twice, ...keysTwice(value)];
  });
}
