import {entry, knownKeys, type Entry, type YamlReader} from '../runner/yaml-reader.ts';
import {budgetNumber} from './failures.ts';
import type {Budget} from './sweep.ts';

/** `budget:`, a map with `trials`, `epochs`, `time` and `target`. */
export function readBudget(reader: YamlReader, given: Entry | undefined): Budget {
  if (given === undefined || reader.isNothing(given.value)) return {};
  const entries = reader.entries(given.value, {what: '`budget:`', example: '`budget: {trials: 20}`'}) ?? [];
  knownKeys(reader, entries, {of: 'A budget', known: ['trials', 'epochs', 'time', 'target']});
  const read = <T>(key: string, must: string, parse: (value: unknown) => T | undefined): T | undefined => {
    const found = entry(entries, key);
    if (found === undefined) return undefined;
    const value = reader.param(found.value, `\`${key}:\``);
    if (value === undefined) return undefined;
    const parsed = parse(value);
    if (parsed === undefined) reader.faults.push(budgetNumber(found.value.where, key, must));
    return parsed;
  };
  const trials = read('trials', 'a whole number above 0', countOf);
  const epochs = read('epochs', 'a whole number above 0', countOf);
  const target = read('target', 'a number', (value) =>
    typeof value === 'number' && Number.isFinite(value) ? value : undefined,
  );
  const seconds = read('time', 'a time, as in 45s, 30m or 2h', (value) =>
    typeof value === 'string' ? secondsOf(value) : undefined,
  );
  return {
    ...(trials === undefined ? {} : {trials}),
    ...(epochs === undefined ? {} : {epochs}),
    ...(target === undefined ? {} : {target}),
    ...(seconds === undefined ? {} : {seconds}),
  };
}

const countOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;

/** `1h 30m`, `45s`; undefined for what is no time. */
export function secondsOf(text: string): number | undefined {
  const parts = [...text.trim().matchAll(/\s*(\d+(?:\.\d+)?)\s*(h|m|min|s)(?![a-z])/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text.trim()) return undefined;
  const units: Readonly<Record<string, number>> = {h: 3600, m: 60, min: 60, s: 1};
  const seconds = parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ''] ?? NaN),
    0,
  );
  return seconds > 0 ? seconds : undefined;
}
