import {splitParam, stagesNamed} from '../../runner/matrix/cell-name.ts';
import {remembered} from '../remembered.ts';
import type {RunSummary} from '../run-summary.ts';

/** What a field of a run can hold; a list where one name means several things, such as tags. */
type Value = string | number | boolean | null;
type Read = (run: RunSummary, now: number) => readonly Value[];

const one =
  (read: (run: RunSummary, now: number) => Value | undefined): Read =>
  (run, now) => {
    const value = read(run, now);
    return value === undefined ? [] : [value];
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
 * for its best), or a fact (`train.parameters`, or `parameters`). Of what has one name the param goes first: `metrics.loss` means the metric,
 * `facts.threads` the fact. Undefined where none of these runs has it.
 */
export function fieldNamed(name: string, runs: readonly RunSummary[]): Read | undefined {
  if (Object.hasOwn(own, name)) return own[name];
  const found = meantBy(name, namesIn(runs));
  if (found === undefined) return undefined;
  const {of, names} = found;
  const [only = ''] = names;
  if (names.length === 1) return one(({[of]: values}) => scalar(values[only]));
  return ({[of]: values}) =>
    names.flatMap((each) => {
      const value = scalar(values[each]);
      return value === undefined ? [] : [value];
    });
}

/** Whether a name means a metric for these runs: its latest value, or its best. */
export function isMetric(name: string, runs: readonly RunSummary[]): boolean {
  if (Object.hasOwn(own, name)) return false;
  const found = meantBy(name, namesIn(runs));
  return found?.of === 'latest' || found?.of === 'best';
}

interface Meant {
  readonly of: keyof Names;
  readonly names: readonly string[];
}

function meantBy(name: string, names: Names): Meant | undefined {
  const [, before = '', inner = ''] = /^(params|metrics|latest|facts|best)\.(.+)$/.exec(name) ?? [];
  const of = kinds[before];
  const said = of === undefined ? [] : within(inner, of, names[of]);
  if (of !== undefined && said.length > 0) return {of, names: said};
  for (const each of ['params', 'latest', 'facts'] as const) {
    const meant = within(name, each, names[each]);
    if (meant.length > 0) return {of: each, names: meant};
  }
  return undefined;
}

/** What may stand before a name, to say what is meant. */
const kinds: Readonly<Record<string, keyof Names>> = {
  params: 'params',
  metrics: 'latest',
  latest: 'latest',
  best: 'best',
  facts: 'facts',
};

/** Params and facts go by their names without the stage, too, and a stage with a matrix stands for its cells, as it does everywhere. */
function within(name: string, of: keyof Names, known: ReadonlySet<string>): readonly string[] {
  if (known.has(name)) return [name];
  if (of === 'latest' || of === 'best') return [];
  const wanted = splitParam(name);
  return [...known].filter((each) => {
    const parts = splitParam(each);
    if (parts === undefined || wanted === undefined) return parts?.name === name;
    return (
      parts.name === name ||
      (parts.name === wanted.name && stagesNamed(wanted.stage, [parts.stage]).length > 0)
    );
  });
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
