import {splitParam} from '../../runner/matrix/cell-name.ts';
import {remembered} from '../remembered.ts';
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

/**
 * Whether a run's name, tags or params hold a text, in small letters or large: what a word alone asks for. Thousands are searched at every letter
 * that is typed, and most say the same: each value is looked at once.
 */
export function saying(text: string): (run: RunSummary) => boolean {
  const wanted = text.toLowerCase();
  const holds = remembered((value: unknown) => String(value).toLowerCase().includes(wanted));
  return ({id, experiment, status, tags, params}) => {
    if (holds(experiment) || holds(status) || tags.some((tag) => holds(tag))) return true;
    for (const name in params) if (holds(params[name])) return true;
    return id.toLowerCase().includes(wanted);
  };
}

/**
 * How a name is read from runs: a field of every run, a param (`train.model`, or `model` alone), a metric (its latest value; `best.val_acc`
 * for its best), or a fact (`train.parameters`, or `parameters`). Undefined where none of these runs has it.
 */
export function fieldNamed(name: string, runs: readonly RunSummary[]): Read | undefined {
  if (Object.hasOwn(own, name)) return own[name];
  const inner = innerName(name);
  const best = /^best\.(.+)$/.exec(name)?.[1];
  const names = namesIn(runs);
  if (best !== undefined && names.best.has(best)) return one(({best: values}) => values[best]);
  for (const of of ['params', 'latest', 'facts'] as const) {
    if (names[of].has(inner)) return one(({[of]: values}) => scalar(values[inner]));
    if (of === 'latest') continue;
    const meant = [...names[of]].filter((each) => short(each) === inner);
    const [only] = meant;
    if (only !== undefined && meant.length === 1) return one(({[of]: values}) => scalar(values[only]));
    if (meant.length > 0)
      return ({[of]: values}) =>
        meant.flatMap((each) => {
          const value = scalar(values[each]);
          return value === undefined || value === null ? [] : [value];
        });
  }
  return undefined;
}

/** Whether a name means a metric for these runs: its latest value, or its best. */
export function isMetric(name: string, runs: readonly RunSummary[]): boolean {
  if (Object.hasOwn(own, name)) return false;
  const {params, latest, best} = namesIn(runs);
  const bestOf = /^best\.(.+)$/.exec(name)?.[1];
  if (bestOf !== undefined && best.has(bestOf)) return true;
  const inner = innerName(name);
  return latest.has(inner) && !params.has(inner) && ![...params].some((each) => short(each) === inner);
}

/** All names that mean something for these runs, for suggestions and completion. */
export function fieldNames(runs: readonly RunSummary[]): readonly string[] {
  const {params, latest, best, facts} = namesIn(runs);
  return [
    ...new Set([
      ...Object.keys(own),
      ...[...params].flatMap((name) => [name, short(name)]),
      ...latest,
      ...[...best].map((name) => `best.${name}`),
      ...facts,
    ]),
  ];
}

const innerName = (name: string): string => name.replace(/^(?:params|metrics|latest|facts)\./, '');

const named = ['params', 'latest', 'best', 'facts'] as const;
type Names = Readonly<Record<(typeof named)[number], ReadonlySet<string>>>;

/** Every name that one of these runs has. Looked through once, however many names are asked for. */
function namesIn(runs: readonly RunSummary[]): Names {
  const known = namesOfRuns.get(runs);
  if (known !== undefined) return known;
  const found = {
    params: new Set<string>(),
    latest: new Set<string>(),
    best: new Set<string>(),
    facts: new Set<string>(),
  };
  for (const run of runs) {
    for (const of of named) for (const name in run[of]) found[of].add(name);
  }
  namesOfRuns.set(runs, found);
  return found;
}

const namesOfRuns = new WeakMap<readonly RunSummary[], Names>();

const short = (name: string): string => splitParam(name)?.name ?? name;
const scalar = (value: unknown): Value | undefined =>
  value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
