import {ok, type Result} from '../../runner/failure.ts';
import {curveOf, followRuns, type Changes} from '../../tracking/follow-runs.ts';
import type {Tracking} from '../../tracking/open-tracking.ts';
import {runDetail} from '../../tracking/run-detail.ts';
import type {RunDetail, RunSummary} from '../../tracking/run-summary.ts';
import type {Directions} from './columns.ts';
import {readEvaluation, type Evaluation} from '../evaluation.ts';
import {focusRuns} from './focus.ts';
import {layoutOf} from './layout.ts';
import {patientCache} from './patient-cache.ts';
import type {Dashboard, Read} from './state.ts';

/** The record, as far as the screen asks for it. */
export interface Source {
  readonly runs: () => readonly RunSummary[];
  /** Reads so many older runs; false when there are no more. */
  readonly more: (count: number) => Result<boolean>;
  /** Whether anything became different. */
  readonly look: () => Result<boolean>;
  /** These were changed by ourselves: they are read again. */
  readonly again: (ids: readonly string[]) => Result<boolean>;
  /** What is to be seen now; the same object where that is what was read before. */
  readonly read: (state: Dashboard) => Result<Read>;
}

interface Wanted {
  readonly tracking: Tracking;
  readonly metrics: Directions;
  /** As for a listing; empty means all runs. */
  readonly names: readonly string[];
  /** The store of artifacts. */
  readonly artifacts: string;
}

export function openSource({tracking, metrics, names, artifacts}: Wanted): Result<Source> {
  const directed = Object.keys(metrics);
  const followed = followRuns(tracking, {
    metrics,
    ...(names.length === 0 ? {} : {names}),
    // What else was recorded of a run is read when it is looked at.
    brief: true,
    ...(directed.length === 0 ? {} : {only: directed}),
  });
  if (!followed.ok) return followed;
  const follower = followed.value;
  /** Undefined as long as no run told a metric. */
  let headline: string | undefined;
  const sparks = patientCache<readonly number[]>({
    read: (id) => (headline === undefined ? ok([]) : curveOf(tracking, id, headline)),
    weigh: (values) => 1 + values.length,
    most: mostPoints,
    now: () => performance.now(),
  });
  const details = patientCache<RunDetail>({
    read: (id) => runDetail(tracking, id, {metrics}),
    weigh: ({metrics: series}) => series.reduce((sum, {points}) => sum + points.length, fewPoints),
    most: mostPoints,
    now: () => performance.now(),
  });
  const evaluations = new Map<string, Evaluation>();
  let last: Read = {sparks: new Map(), details: new Map(), evaluations: new Map()};
  /** What was read of a run that changed is read again when it is seen. */
  const forget = (changes: Result<Changes>): Result<boolean> => {
    if (!changes.ok) return changes;
    for (const id of changes.value) {
      sparks.changed(id);
      details.changed(id);
      evaluations.delete(id);
    }
    return ok(changes.value.size > 0);
  };

  /** A run's evaluation lies in the store under a key, and what lies there never changes. */
  const evaluationsOf = (read: ReadonlyMap<string, RunDetail>): Read['evaluations'] => {
    const found = new Map<string, Evaluation>();
    for (const [id, detail] of read) {
      const evaluation = evaluations.get(id) ?? readEvaluation(artifacts, detail);
      if (evaluation === undefined) continue;
      evaluations.set(id, evaluation);
      found.set(id, evaluation);
    }
    if (evaluations.size > mostEvaluations)
      for (const id of evaluations.keys()) if (!found.has(id)) evaluations.delete(id);
    return found;
  };

  return ok({
    runs: follower.runs,
    more: follower.more,
    look: () => forget(follower.look()),
    again: (ids) => forget(follower.again(ids)),
    read: (state) => {
      const wanted = wantedOf(state);
      headline = directed[0] ?? Object.keys(state.runs[0]?.latest ?? {})[0];
      const seen = {sparks: sparks.want(wanted.sparks), details: details.want(wanted.details)};
      if (!seen.sparks.ok) return seen.sparks;
      if (!seen.details.ok) return seen.details;
      const read: Read = {
        sparks: seen.sparks.value,
        details: seen.details.value,
        evaluations: wanted.evaluations ? evaluationsOf(seen.details.value) : last.evaluations,
      };
      if (
        !same(read.sparks, last.sparks) ||
        !same(read.details, last.details) ||
        !same(read.evaluations, last.evaluations)
      ) {
        last = read;
      }
      return ok(last);
    },
  });
}

/** Runs whose curves or whole record the screen shows. */
function wantedOf(state: Dashboard): {
  readonly sparks: readonly string[];
  readonly details: readonly string[];
  /** The pane needs what evaluations left. */
  readonly evaluations: boolean;
} {
  const {table} = state;
  const {tableRows} = layoutOf(state);
  const rows = table.rows.slice(table.top, table.top + tableRows).map(({id}) => id);
  return {
    sparks: table.columns.some(({id}) => id === 'spark') ? rows : [],
    details: focusRuns(state).map(({run}) => run.id),
    evaluations: state.pane.name === 'differences' || state.pane.name === 'figures',
  };
}

/** Points of curves that stay at hand: some tens of megabytes. */
const mostPoints = 500_000;
/** What a run takes beside its curves is as much as these. */
const fewPoints = 500;
/** Each holds pictures, and a matrix of its labels. */
const mostEvaluations = 50;

const same = <T>(one: ReadonlyMap<string, T>, other: ReadonlyMap<string, T>): boolean =>
  one.size === other.size && [...one].every(([id, value]) => other.get(id) === value);
