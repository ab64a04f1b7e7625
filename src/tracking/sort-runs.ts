import {fail, ok, type Result} from '../runner/failure.ts';
import {splitNames} from '../runner/matrix/cell-name.ts';
import {suggest} from '../runner/suggest.ts';
import {filterUnknownName} from './filter/failures.ts';
import {fieldNamed, fieldNames} from './filter/fields.ts';
import type {RunSummary} from './run-summary.ts';

interface World {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Which way is better. */
  readonly metrics: Readonly<Record<string, 'max' | 'min'>>;
}

/**
 * Runs in the order of the fields named, by comma: metrics with a direction best first, all else smallest first; `-name` the other way round.
 * Runs without such a field come last; equal ones keep their order.
 */
export function sortRuns(
  runs: readonly RunSummary[],
  order: string,
  {now, metrics}: World,
): Result<readonly RunSummary[]> {
  const names = splitNames(order).filter((name) => name !== '');
  const keys: ((run: RunSummary) => Sortable)[] = [];
  const ways: number[] = [];
  for (const written of names) {
    const name = written.replace(/^[-+]/, '');
    const read = fieldNamed(name, runs);
    if (read === undefined) {
      if (runs.length === 0) return ok(runs);
      const suggestion = suggest(name, fieldNames(runs));
      return fail(filterUnknownName({text: order, at: order.indexOf(name), name, suggestion}));
    }
    keys.push((run) => read(run, now)[0]);
    const bestFirst = metrics[name.replace(/^(?:best|latest|metrics)\./, '')] === 'max' ? -1 : 1;
    ways.push(written.startsWith('-') ? -bestFirst : bestFirst);
  }
  const rows = runs.map((run) => ({run, values: keys.map((key) => key(run))}));
  rows.sort((one, other) => {
    for (const [index, way] of ways.entries()) {
      const order = compareValues(one.values[index], other.values[index], way);
      if (order !== 0) return order;
    }
    return 0;
  });
  return ok(rows.map(({run}) => run));
}

type Sortable = string | number | boolean | null | undefined;

function compareValues(one: Sortable, other: Sortable, way: number): number {
  const [hasOne, hasOther] = [isThere(one), isThere(other)];
  if (!hasOne || !hasOther) return Number(hasOther) - Number(hasOne);
  if (typeof one === 'number' && typeof other === 'number')
    return one === other ? 0 : one < other ? -way : way;
  // Numbers come before words: else an order of both could run in a circle.
  if (typeof one === 'number' || typeof other === 'number') return typeof one === 'number' ? -way : way;
  const [text, otherText] = [String(one), String(other)];
  return text === otherText ? 0 : text < otherText ? -way : way;
}

/** A metric that is not a number is no better than none. */
const isThere = (value: Sortable): boolean =>
  value !== undefined && value !== null && !(typeof value === 'number' && Number.isNaN(value));
