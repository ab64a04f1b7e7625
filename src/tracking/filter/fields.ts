import {splitParam} from '../../runner/matrix/cell-name.ts';
import type {RunSummary} from '../run-summary.ts';

/** What a field of a run can hold; a list where one name means several things, such as tags. */
type Value = string | number | boolean | null;
type Read = (run: RunSummary, now: number) => readonly Value[];

const one =
  (read: (run: RunSummary, now: number) => Value | undefined): Read =>
  (run, now) => {
    const value = read(run, now);
    return value === undefined || value === null ? [] : [value];
  };

const sinceStart = ({started}: RunSummary, now: number) => (now - Date.parse(started)) / 1000;

/** What every run has, by name. */
const own: Readonly<Record<string, Read>> = {
  id: one(({id}) => id),
  run: one(({id}) => id),
  experiment: one(({experiment}) => experiment),
  pipeline: one(({pipeline}) => pipeline),
  status: one(({status}) => status),
  started: one(({started}) => started),
  age: one(sinceStart),
  seconds: one(({seconds}) => seconds),
  time: one(({seconds}) => seconds),
  tag: ({tags}) => tags,
  tags: ({tags}) => tags,
  data: one(({data}) => data?.dataset),
  source: one(({data}) => data?.source),
  sample: one(({data}) => data?.sample),
};

/** What a run's name, tags and params say: where a word alone is looked for. */
export const wordsOf = ({id, experiment, status, tags, params}: RunSummary): readonly string[] => [
  id,
  experiment,
  status,
  ...tags,
  ...Object.values(params).map(String),
];

/**
 * How a name is read from runs: a field of every run, a param (`train.model`, or `model` alone), a metric (its latest value; `best.val_acc`
 * for its best), or a fact (`train.parameters`, or `parameters`). Undefined where none of these runs has it.
 */
export function fieldNamed(name: string, runs: readonly RunSummary[]): Read | undefined {
  if (Object.hasOwn(own, name)) return own[name];
  const inner = name.replace(/^(?:params|metrics|latest|facts)\./, '');
  const best = /^best\.(.+)$/.exec(name)?.[1];
  if (best !== undefined && runs.some(({best: values}) => Object.hasOwn(values, best)))
    return one(({best: values}) => values[best]);
  for (const of of ['params', 'latest', 'facts'] as const) {
    if (runs.some(({[of]: values}) => Object.hasOwn(values, inner)))
      return one(({[of]: values}) => scalar(values[inner]));
    if (of === 'latest') continue;
    const names = new Set(runs.flatMap(({[of]: values}) => Object.keys(values).filter(endsWith(inner))));
    if (names.size > 0)
      return ({[of]: values}) =>
        [...names].flatMap((each) => {
          const value = scalar(values[each]);
          return value === undefined || value === null ? [] : [value];
        });
  }
  return undefined;
}

/** All names that mean something for these runs, for suggestions and completion. */
export const fieldNames = (runs: readonly RunSummary[]): readonly string[] => [
  ...new Set([
    ...Object.keys(own),
    ...runs.flatMap(({params, latest, best, facts}) => [
      ...Object.keys(params).flatMap((name) => [name, short(name)]),
      ...Object.keys(latest),
      ...Object.keys(best).map((name) => `best.${name}`),
      ...Object.keys(facts),
    ]),
  ]),
];

const short = (name: string): string => splitParam(name)?.name ?? name;
const endsWith = (inner: string) => (name: string) => short(name) === inner;
const scalar = (value: unknown): Value | undefined =>
  value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
