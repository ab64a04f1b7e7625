import type {ParamValue} from '../runner/param-value.ts';
import type {RunDetail} from '../tracking/run-summary.ts';
import type {LabelScores} from './evaluation.ts';
import {telling} from './metric-text.ts';
import {differingParams} from './only-differences.ts';

/** What is held against each other of runs, in this order. */
export const differenceParts = ['metrics', 'params', 'labels', 'stages', 'facts', 'environment'] as const;

/** Something in which runs differ. */
export interface Difference {
  readonly of: (typeof differenceParts)[number];
  readonly name: string;
  /** One a run; undefined where a run has none. Of a stage its key, of a label its recall. */
  readonly values: readonly (ParamValue | undefined)[];
  /** Of numbers: which way is better. */
  readonly direction?: 'max' | 'min';
}

/** A run with what its evaluation left of each label. */
interface ComparedRun {
  readonly detail: RunDetail;
  readonly labels: readonly LabelScores[];
}

/** Only what differs between these runs; the first is what the others are measured from. */
export function differencesOf(
  runs: readonly ComparedRun[],
  directions: Readonly<Record<string, 'max' | 'min'>>,
): readonly Difference[] {
  const details = runs.map(({detail}) => detail);
  return [
    ...metricDifferences(details, directions),
    ...differingParams(details).map((name): Difference => ({
      of: 'params',
      name,
      values: details.map(({params}) => params[name]),
    })),
    ...labelDifferences(runs),
    ...differing(
      'stages',
      details.map(({stages}) => Object.fromEntries(stages.map(({name, key}) => [name, key ?? undefined]))),
    ),
    ...differing(
      'facts',
      details.map(({facts}) => facts),
    ),
    ...differing(
      'environment',
      details.map(({environment}) => environment),
    ),
  ];
}

function metricDifferences(
  details: readonly RunDetail[],
  directions: Readonly<Record<string, 'max' | 'min'>>,
): readonly Difference[] {
  const names = new Set(Object.keys(directions));
  for (const {latest} of details) for (const [name] of telling(latest)) names.add(name);
  return [...names].flatMap((name): Difference[] => {
    const values = details.map(({latest}) => latest[name]);
    if (values.every((value) => value === values[0])) return [];
    const direction = directions[name];
    return [{of: 'metrics', name, values, ...(direction === undefined ? {} : {direction})}];
  });
}

/** Those that differ most first. */
function labelDifferences(runs: readonly ComparedRun[]): readonly Difference[] {
  const recalls = runs.map(({labels}) => new Map(labels.map(({name, recall}) => [name, recall])));
  const [base] = recalls;
  if (base === undefined) return [];
  return [...base.keys()]
    .map((name) => {
      const values = recalls.map((each) => each.get(name));
      const first = values[0] ?? NaN;
      const spread = Math.max(...values.map((value) => (value === undefined ? 0 : Math.abs(value - first))));
      return {name, values, spread};
    })
    .filter(({spread}) => spread > 0)
    .sort((a, b) => b.spread - a.spread)
    .map(({name, values}): Difference => ({of: 'labels', name, values, direction: 'max'}));
}

function differing(
  of: Difference['of'],
  all: readonly Readonly<Record<string, ParamValue | undefined>>[],
): readonly Difference[] {
  const names = new Set(all.flatMap((each) => Object.keys(each)));
  return [...names].flatMap((name): Difference[] => {
    const values = all.map((each) => each[name]);
    return new Set(values.map((value) => JSON.stringify(value))).size === 1 ? [] : [{of, name, values}];
  });
}
