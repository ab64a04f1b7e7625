import {expandRuns} from '../runner/expand-runs.ts';
import type {Failure, Result} from '../runner/failure.ts';
import {ok} from '../runner/failure.ts';
import {splitParam, stagesNamed} from '../runner/matrix/cell-name.ts';
import type {Override} from '../runner/overrides.ts';
import type {ParamValue} from '../runner/param-value.ts';
import type {Params, Pipeline, PlannedRun} from '../runner/pipeline.ts';
import {gridValues, isExcluded, pointOf, valueAt} from './points.ts';
import type {Dimension, Point, Space, Sweep} from './sweep.ts';

/** What trials are made of. */
export interface Ground {
  readonly sweep: Sweep;
  readonly pipeline: Pipeline;
  readonly overrides: readonly Override[];
}

/** The run of a trial; where its params do not go together, why. */
export interface TrialPlan {
  readonly run: Result<PlannedRun, readonly Failure[]>;
  /** That it trains, by its param; 0 where the pipeline has none. */
  readonly epochs: number;
}

/** What a run tries. */
export interface Tried {
  readonly point: Point;
  readonly seed?: number | undefined;
  /** Fewer than it would train: it pauses there. */
  readonly epochs?: number;
}

/** What sets a trial apart from others: its point, and its seed. */
export const trialChanges = ({seeds}: Sweep, {point, seed}: Tried): Params =>
  seed === undefined
    ? point
    : {...point, ...Object.fromEntries((seeds?.params ?? []).map((param) => [param, seed]))};

export function planTrial({sweep, pipeline, overrides}: Ground, tried: Tried): TrialPlan {
  const {name, places, place} = sweep;
  const {epochs: param} = sweep;
  const pause = param === undefined || tried.epochs === undefined ? {} : {[param]: tried.epochs};
  const set = {...sweep.set, ...trialChanges(sweep, tried), ...pause};
  const typed = overrides.filter((override) => !Object.hasOwn(pause, override.param));
  const expanded = expandRuns(pipeline, [{name, set, places, place}], typed);
  if (!expanded.ok) return {run: expanded, epochs: 0};
  const [run] = expanded.value;
  if (run === undefined) throw new Error('an experiment gave no run');
  return {run: ok(run), epochs: epochsOf(sweep, run)};
}

function epochsOf({epochs: param}: Sweep, {pipeline: {stages}}: PlannedRun): number {
  if (param === undefined) return 0;
  const split = splitParam(param);
  if (split === undefined) return 0;
  const [first] = stagesNamed(
    split.stage,
    stages.map(({name}) => name),
  );
  const value = stages.find(({name}) => name === first)?.params[split.name];
  return typeof value === 'number' ? value : 0;
}

/**
 * What the stages refuse in the space, each with its place: every choice and both ends and the middle of every range are checked,
 * one at a time, so that a mistake is found before anything runs.
 */
export function faultsOfSpace(ground: Ground): readonly Failure[] {
  const faults = new Map<string, Failure>();
  for (const point of probes(ground.sweep.space)) {
    const seed = ground.sweep.seeds?.values[0];
    const {run} = planTrial(ground, {point, ...(seed === undefined ? {} : {seed})});
    if (run.ok) continue;
    for (const fault of run.failure)
      faults.set(`${fault.code} ${fault.where?.line ?? 0}:${fault.where?.column ?? 0}`, fault);
  }
  return [...faults.values()];
}

function* probes(space: Space): Iterable<Point> {
  for (const dimension of space.dimensions) {
    // What this one depends on is chosen so that it applies.
    const wanted = conditionsOf(dimension, space);
    for (const value of probedValues(dimension)) {
      const probe = (turn: number): Point =>
        pointOf(space, (each) => {
          if (each === dimension) return value;
          const others = probedValues(each);
          return wanted.get(each.param) ?? others[turn % others.length] ?? null;
        });
      // What is never tried may be refused.
      const turns = Array.from({length: mostTurns}, (_, turn) => probe(turn));
      const possible = turns.find((point) => !isExcluded(space, point));
      if (possible !== undefined) yield possible;
    }
  }
}

/** Of the others, so many values are tried until a point is not excluded. */
const mostTurns = 8;

/** Param → the value that it must have for a dimension to apply, and so on for that param. */
function conditionsOf({when = {}}: Dimension, space: Space): ReadonlyMap<string, ParamValue> {
  return new Map(
    Object.entries(when).flatMap(([param, [value]]): [string, ParamValue][] => {
      const before = space.dimensions.find((each) => each.param === param);
      const further = before === undefined ? [] : [...conditionsOf(before, space)];
      return value === undefined ? further : [...further, [param, value]];
    }),
  );
}

const probedValues = ({values}: Dimension) => {
  if (values.type === 'choices') return values.choices;
  const ends = [values.low, valueAt(values, 0.5), values.high];
  return values.points === undefined ? ends : [...ends, ...(gridValues(values) ?? [])];
};
