import type {Failure, Place} from './failure.ts';
import {tooMuch} from './failures/files.ts';
import {paramKind} from './failures/params.ts';
import {unknownKey, wrongShape} from './failures/shape.ts';
import type {ParamValue} from './param-value.ts';
import {suggest} from './suggest.ts';
import type {YamlSource} from './yaml-source.ts';
import type {YamlNode, YamlPair} from './yaml-tree.ts';

/** One `key: value` of a map. */
export interface Entry {
  readonly key: string;
  /** Of the key. */
  readonly where: Place;
  readonly value: Spot;
}

/** A value's place; `node` is null where nothing is written. */
export interface Spot {
  readonly node: YamlNode | null;
  readonly where: Place;
}

/** What is asked for, for the message when it is something else. */
interface Asked {
  /** `` `stages:` ``. */
  readonly what: string;
  readonly example: string;
}

/** Hostile files nest aliases until a line unfolds to billions of values. */
const valueLimit = 10_000;

/** Takes a file's values out by shape. What has another shape becomes a fault and reads as undefined. */
export interface YamlReader {
  readonly source: YamlSource;
  readonly faults: Failure[];
  readonly entries: (spot: Spot, asked: Asked) => readonly Entry[] | undefined;
  readonly text: (spot: Spot, asked: Asked) => string | undefined;
  readonly items: (spot: Spot) => readonly Spot[] | undefined;
  readonly param: (spot: Spot, what: string) => ParamValue | undefined;
  /** Null where nothing is written, or `null`. */
  readonly isNothing: (spot: Spot) => boolean;
  /** Whether text stands there, or what an alias of text stands for. */
  readonly isText: (spot: Spot) => boolean;
}

/** Whether one value is written there itself, rather than a list, a map or an alias. */
export const isScalar = ({node}: Spot): boolean => node?.type === 'scalar';

export function readerOf(source: YamlSource, faults: Failure[]): YamlReader {
  let values = 0;

  const resolved = ({node}: Spot): YamlNode | null =>
    node?.type === 'alias' ? (node.target() ?? null) : node;

  const isNothing = (spot: Spot): boolean => {
    const node = resolved(spot);
    return node === null || (node.type === 'scalar' && node.value === null);
  };

  const entries: YamlReader['entries'] = (spot, {what, example}) => {
    const node = resolved(spot);
    if (node?.type !== 'map') {
      faults.push(wrongShape({where: spot.where, what, expected: 'a map', example}));
      return undefined;
    }
    return node.items.map((pair) => entryOf(pair, source));
  };

  const text: YamlReader['text'] = (spot, {what, example}) => {
    const node = resolved(spot);
    if (node?.type === 'scalar' && typeof node.value === 'string' && node.value !== '') return node.value;
    faults.push(wrongShape({where: spot.where, what, expected: 'text', example}));
    return undefined;
  };

  const items: YamlReader['items'] = (spot) => {
    const node = resolved(spot);
    return node?.type === 'list'
      ? node.items.map((item) => ({node: item, where: source.place(item)}))
      : undefined;
  };

  const param = (spot: Spot, what: string, depth = 0): ParamValue | undefined => {
    values += 1;
    if (values > valueLimit || depth > 20) {
      if (values !== Infinity) faults.push(tooMuch(spot.where));
      values = Infinity;
      return undefined;
    }
    const node = resolved(spot);
    if (node === null) {
      if (spot.node === null) return null;
      faults.push(paramKind(spot.where, what, 'an alias of nothing'));
      return undefined;
    }
    if (node.type === 'scalar' && isPlain(node.value)) return node.value;
    const list = items(spot);
    if (list !== undefined) {
      const read = list.map((item) => param(item, what, depth + 1));
      return read.every((value) => value !== undefined) ? read : undefined;
    }
    faults.push(paramKind(spot.where, what, kindOf(node)));
    return undefined;
  };

  const isText = (spot: Spot): boolean => {
    const node = resolved(spot);
    return node?.type === 'scalar' && typeof node.value === 'string';
  };

  return {source, faults, entries, text, items, param: (spot, what) => param(spot, what), isNothing, isText};
}

/** Reports every key that is not known. */
export function knownKeys(
  reader: YamlReader,
  entries: readonly Entry[],
  {of, known}: {readonly of: string; readonly known: readonly string[]},
): void {
  for (const {key, where} of entries) {
    if (!known.includes(key))
      reader.faults.push(unknownKey({where, key, of, known, suggestion: suggest(key, known)}));
  }
}

/** The first entry of that key. The parser reports a second. */
export const entry = (entries: readonly Entry[], key: string): Entry | undefined =>
  entries.find((each) => each.key === key);

function entryOf({key, value}: YamlPair, source: YamlSource): Entry {
  const where = source.place(key);
  // Nothing stands behind the colon: the key's place is the nearest.
  const written = value !== null && !(value.type === 'scalar' && value.empty === true);
  const name = key.type === 'scalar' ? String(key.value) : '';
  return {key: name, where, value: {node: value, where: written ? source.place(value) : where}};
}

const isPlain = (value: unknown): value is string | number | boolean | null =>
  value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);

function kindOf(node: YamlNode): string {
  if (node.type === 'map') return 'a map';
  return node.type === 'scalar' && typeof node.value === 'number' ? 'what JSON has no number for' : 'that';
}
