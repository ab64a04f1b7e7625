import {canonicalJson} from '../runner/canonical-json.ts';
import type {ParamValue} from '../runner/param-value.ts';
import type {Ranked} from './answer.ts';

/** How much of what sets points apart a param explains by itself, from 0 to 1. */
export interface Importance {
  readonly param: string;
  readonly share: number;
}

/**
 * Params by importance: the share of the objective's variance that groups of equal values explain, less what chance alone would
 * (Kelley's ε², "An unbiased correlation ratio measure", PNAS 21, 1935). Numbers of more than four values are taken in four groups of
 * about equal size. It counts each param alone, not what two of them do together. Empty of fewer points than can tell.
 *
 * Where trials were stopped early, all are compared as they stood when they were first judged.
 */
export function importances(ranked: readonly Ranked[]): readonly Importance[] {
  if (ranked.length < fewest) return [];
  const params = [...new Set(ranked.flatMap(({point}) => Object.keys(point)))];
  return params
    .map((param) => ({param, share: shareOf(param, ranked)}))
    .filter(({share}) => !Number.isNaN(share))
    .sort((a, b) => b.share - a.share);
}

const fewest = 8;
const mostGroups = 4;

/** Of the earliest mark that every trial has. */
function comparable({trials}: Ranked): number {
  const values = trials.flatMap(({marks: [first]}) => (first === undefined ? [] : [first.value]));
  return mean(values);
}

function shareOf(param: string, ranked: readonly Ranked[]): number {
  const seen = ranked.flatMap((each) => {
    const value = each.point[param];
    return value === undefined ? [] : [{value, worth: comparable(each)}];
  });
  const groups = grouped(seen);
  const count = seen.length;
  if (groups.length < 2 || count <= groups.length) return NaN;
  const all = mean(seen.map(({worth}) => worth));
  const total = seen.reduce((sum, {worth}) => sum + (worth - all) ** 2, 0);
  if (total === 0) return 0;
  const within = groups.reduce((sum, worths) => {
    const own = mean(worths);
    return sum + worths.reduce((part, worth) => part + (worth - own) ** 2, 0);
  }, 0);
  const chance = ((groups.length - 1) * within) / (count - groups.length);
  return Math.max(0, (total - within - chance) / total);
}

interface Seen {
  readonly value: ParamValue;
  readonly worth: number;
}

/** The worths of each group of values. */
function grouped(seen: readonly Seen[]): readonly (readonly number[])[] {
  const values = new Map<string, number[]>();
  for (const {value, worth} of seen) {
    const key = canonicalJson(value);
    values.set(key, [...(values.get(key) ?? []), worth]);
  }
  const isNumber = seen.every(({value}) => typeof value === 'number');
  if (!isNumber || values.size <= mostGroups) return [...values.values()];
  const sorted = seen.toSorted((a, b) => Number(a.value) - Number(b.value));
  const size = sorted.length / mostGroups;
  return Array.from({length: mostGroups}, (_, group) =>
    sorted.slice(Math.round(group * size), Math.round((group + 1) * size)).map(({worth}) => worth),
  );
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
