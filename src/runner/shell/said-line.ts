import type {StageReport} from '../stage-definition.ts';
import {isObject} from '../json-value.ts';

/** A line of `EPOCHAL_METRICS` as a report, or what is wrong with it. */
export type SaidLine = {readonly report: StageReport} | {readonly why: string};

/**
 * Reads `{"name", "step", "value"}`, `{"step", "values": {…}}`, `{"progress", "total", "unit", "detail"}` or `{"fact", "value"}`.
 * A metric without a step is of the stage as a whole: step 0. NaN and Infinity count, as Python writes them or as text.
 */
export function readSaidLine(line: string): SaidLine {
  const said = parse(line);
  if (said === undefined) return {why: 'is no JSON object'};
  if ('progress' in said) return readProgress(said);
  if ('fact' in said) return readFact(said);
  return readMetrics(said);
}

type Said = Readonly<Record<string, unknown>>;

function readMetrics({name, value, values, step = 0}: Said): SaidLine {
  if (typeof step !== 'number' || !Number.isInteger(step) || step < 0)
    return {why: 'has a step that is no whole number from 0 up'};
  const given = isObject(values) ? values : typeof name === 'string' && name !== '' ? {[name]: value} : {};
  const numbers = Object.entries(given).map(([metric, each]) => [metric, numberOf(each)] as const);
  if (numbers.length === 0) return {why: 'names no metric'};
  const odd = numbers.find(([, number]) => number === undefined);
  if (odd !== undefined) return {why: `gives ${odd[0]} a value that is no number`};
  return {report: {type: 'metrics', step, values: Object.fromEntries(numbers) as Record<string, number>}};
}

function readProgress({progress: done, total, unit = 'steps', detail}: Said): SaidLine {
  if (typeof done !== 'number' || typeof unit !== 'string') return {why: 'has progress that is no number'};
  return {
    report: {
      type: 'progress',
      done,
      unit,
      ...(typeof total === 'number' ? {total} : {}),
      ...(typeof detail === 'string' ? {detail} : {}),
    },
  };
}

function readFact({fact: name, value}: Said): SaidLine {
  if (typeof name !== 'string' || name === '') return {why: 'has a fact without a name'};
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    return {why: 'has a fact that is no text, number, true or false'};
  return {report: {type: 'fact', name, value}};
}

const spelt: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : typeof value === 'string' ? spelt.get(value) : undefined;

/** JSON has no NaN; most languages write it into theirs all the same. */
function parse(line: string): Said | undefined {
  for (const text of [line, line.replace(/([:,[]\s*)(NaN|-?Infinity)(?=\s*[,}\]])/g, '$1"$2"')]) {
    try {
      const value: unknown = JSON.parse(text);
      return isObject(value) ? value : undefined;
    } catch {
      // Perhaps with NaN put in quotes.
    }
  }
  return undefined;
}
