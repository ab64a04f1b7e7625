import {mostTrials} from '../sweeps/most-trials.ts';
import type {Trial} from '../sweeps/trial.ts';
import {trialChanges} from '../sweeps/trial-plan.ts';
import type {SweepStatus, TrialStatus} from '../tracking/sweep-status.ts';
import {spellOut} from '../tracking/non-finite.ts';
import {alignColumns, withoutEmptyColumns} from './columns.ts';
import {duration} from './duration.ts';
import {count, measure, plural} from './numbers.ts';
import {changesText} from './sweep-log.ts';
import {cut} from './text-width.ts';

interface Options {
  /** Columns of the screen; left out, nothing is cut. */
  readonly width?: number;
}

/** Where a sweep stands: a line on the whole, then its trials, those that run first. */
export function sweepStatusText(status: SweepStatus, {width}: Options = {}): string {
  const {sweep, state, reason, spec, trials, epochs, trained, seconds, best} = status;
  const {metric} = spec.objective;
  const isOver = state !== 'running' && state !== 'paused';
  const of = (wanted: Trial['status']) => trials.filter(({trial}) => trial.status === wanted).length;
  const counts = (['running', 'paused', 'stopped', 'done', 'failed'] as const).flatMap((each) =>
    of(each) > 0 ? [`${of(each)} ${isOver && each === 'running' ? 'cut off' : words[each]}`] : [],
  );
  const most = mostTrials(spec, status.added);
  const head = [
    sweep,
    state,
    ...(reason === null || reason === '' ? [] : [reason]),
    `${trials.length}${most === undefined ? '' : ` of ${most}`} trials: ${counts.join(', ') || 'none yet'}`,
    ...(epochs > 0 ? [epochsTrained(trained, epochs)] : []),
    `${duration(seconds)} of work`,
  ].join(' · ');
  const rows = [...trials]
    .sort((a, b) => rank(a) - rank(b) || a.trial.number - b.trial.number)
    .slice(0, shown);
  const bestGroup = trials.find(({trial}) => trial.number === best)?.trial.group;
  const table = rows.map((each) => [
    `${each.trial.number}`,
    changesText(trialChanges(spec, each.trial)),
    epochsText(each),
    each.value === null ? '' : measure(each.value),
    `${isOver && each.trial.status === 'running' ? 'cut off' : words[each.trial.status]}${each.trial.group === bestGroup ? ', best' : ''}`,
    each.run ?? '',
  ]);
  const lines = alignColumns(
    withoutEmptyColumns([['trial', 'params', 'epochs', metric, 'state', 'run'], ...table]),
  );
  return [
    head,
    ...(rows.length === 0 ? [] : lines),
    ...(trials.length > shown
      ? [`… and ${plural(trials.length - shown, 'trial')} more (--json has all)`]
      : []),
    '',
  ]
    .map((line) => (width === undefined ? line : cut(line, width)))
    .join('\n');
}

/** The same as data: an object, or an array of several. */
export const sweepStatusJson = (status: SweepStatus | undefined | readonly SweepStatus[]): string =>
  JSON.stringify(
    isMany(status) ? status.map(plain) : status === undefined ? null : plain(status),
    spellOut,
    2,
  );

/** Commands that cannot go on from an epoch train those of each rung again: more than their trials have. */
function epochsTrained(trained: number, epochs: number): string {
  if (trained === epochs) return plural(epochs, 'epoch');
  return trained < epochs
    ? `${count(trained)} of ${plural(epochs, 'epoch')} trained`
    : `${plural(trained, 'epoch')} trained for ${count(epochs)}`;
}

const isMany = (status: SweepStatus | undefined | readonly SweepStatus[]): status is readonly SweepStatus[] =>
  Array.isArray(status);

function plain(status: SweepStatus) {
  const {sweep, state, reason, spec, started, lanes, trials, epochs, trained, seconds, best} = status;
  const {method, objective} = spec;
  return {
    sweep,
    state,
    reason,
    method,
    objective,
    started,
    lanes,
    budget: {
      ...spec.budget,
      trials: spec.budget.trials === undefined ? null : spec.budget.trials + status.added,
    },
    most: mostTrials(spec, status.added) ?? null,
    epochs,
    trained,
    seconds,
    best,
    trials: trials.map(({trial, run, value, step}) => ({
      trial: trial.number,
      status: trial.status,
      params: trialChanges(spec, trial),
      epochs: trial.epochs,
      full: trial.full,
      step,
      value,
      marks: trial.marks,
      seconds: trial.seconds,
      run,
      failure: trial.outcome?.failure ?? null,
    })),
  };
}

/** Trials in the table. */
const shown = 40;

const order = ['running', 'failed', 'paused', 'done', 'stopped'] as const;
const rank = ({trial: {status}}: TrialStatus): number => order.indexOf(status);

/** How a trial stands, for people: one that pauses waits to be judged. */
export const words = {
  running: 'running',
  paused: 'waiting',
  stopped: 'stopped',
  done: 'done',
  failed: 'failed',
} as const satisfies Record<Trial['status'], string>;

const epochsText = ({trial: {status, epochs, full}, step}: TrialStatus): string =>
  full === 0 ? '' : `${status === 'running' ? (step ?? 0) : epochs}/${status === 'running' ? epochs : full}`;
