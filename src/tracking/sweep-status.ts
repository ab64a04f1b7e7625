import {fail, ok, type Result} from '../runner/failure.ts';
import {answerOf, type Answer} from '../sweeps/answer.ts';
import {standingOf} from '../sweeps/standing.ts';
import type {Sweep} from '../sweeps/sweep.ts';
import {valueOf, type Trial} from '../sweeps/trial.ts';
import {sweepNowhere} from './failures.ts';
import type {Tracking} from './open-tracking.ts';
import {historyOf} from './sweep-record.ts';
import {trainedEpochs} from './trained-epochs.ts';
import {addedBy, findSweepRow, isAlive, isPausing, readRequests} from './sweep-requests.ts';

/** Where a sweep stands, for whoever looks from outside. */
export interface SweepStatus {
  readonly sweep: string;
  /** `interrupted`: its process is gone without a word. */
  readonly state: 'running' | 'paused' | 'done' | 'cancelled' | 'interrupted';
  /** Why it ended. */
  readonly reason: string | null;
  readonly spec: Sweep;
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly lanes: number;
  /** Trials by which its budget was raised. */
  readonly added: number;
  readonly trials: readonly TrialStatus[];
  /** Of all trials together, to where each is or is being trained. */
  readonly epochs: number;
  /** Of these, those that were trained for it: not what was in the store before, nor what several trials share. */
  readonly trained: number;
  /** Of work, in all trials together. */
  readonly seconds: number;
  /** The first trial of the best point. */
  readonly best: number | null;
  readonly answer: Answer;
}

export interface TrialStatus {
  readonly trial: Trial;
  /** Of its latest run. */
  readonly run: string | null;
  /** Of the objective: where it was judged last; while it runs, of its latest epoch. */
  readonly value: number | null;
  /** That its run has done so far. */
  readonly step: number | null;
}

/** The sweep of that name that goes on, or did so last. */
export function sweepStatus(tracking: Tracking, name: string): Result<SweepStatus> {
  const read = tracking.read((): Result<SweepStatus> => {
    const row = findSweepRow(tracking, name);
    if (row === undefined) return fail(sweepNowhere(name));
    // It was written by this program; whether it is whole is SQLite's care.
    const spec = JSON.parse(row.spec) as Sweep;
    const ledger = standingOf(spec, historyOf(tracking, row.number));
    const requests = readRequests(tracking, row.number, 0);
    const runs = new Map(runsOf(tracking, row.number).map(({trial, run}) => [trial, run]));
    const alive = isAlive(row);
    const {best} = ledger;
    return ok({
      sweep: name,
      state:
        row.status !== 'running'
          ? row.status
          : !alive
            ? 'interrupted'
            : isPausing(requests)
              ? 'paused'
              : 'running',
      reason: row.reason,
      spec,
      started: row.started,
      lanes: row.lanes,
      added: addedBy(requests),
      trials: ledger.trials.map((trial) => statusOf(trial, runs.get(trial.number), {tracking, spec})),
      epochs: ledger.epochs,
      trained: trainedEpochs(tracking, row.number, spec.epochs),
      seconds: ledger.seconds,
      best: best?.trials[0]?.number ?? null,
      answer: answerOf(spec, ledger.trials),
    });
  });
  return read.ok ? read.value : read;
}

interface Around {
  readonly tracking: Tracking;
  readonly spec: Sweep;
}

function statusOf(trial: Trial, begun: string | undefined, {tracking, spec}: Around): TrialStatus {
  const run = trial.outcome?.run ?? begun ?? null;
  if (trial.status !== 'running') return {trial, run, value: valueOf(trial) ?? null, step: null};
  const latest = begun === undefined ? undefined : latestOf(tracking, begun, spec.objective.metric);
  return {trial, run: begun ?? null, value: latest?.value ?? null, step: latest?.step ?? null};
}

/** The run of each trial's latest decision. */
const runsOf = (
  {prepare}: Tracking,
  sweep: number,
): readonly {readonly trial: number; readonly run: string}[] =>
  prepare<[number], {readonly trial: number; readonly run: string}>(
    `SELECT trial, run FROM sweep_decisions WHERE sweep = ? AND run <> '' ORDER BY number`,
  ).all(sweep);

const latestOf = ({prepare}: Tracking, run: string, metric: string) =>
  prepare<[string, string], {readonly step: number; readonly value: number | null}>(
    `SELECT step, value FROM latest_metrics JOIN metric_names ON metric_names.number = metric
     WHERE run = (SELECT number FROM runs WHERE id = ?) AND name = ?`,
  ).get(run, metric);
