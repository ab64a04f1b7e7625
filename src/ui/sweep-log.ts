import type {Event} from '../runner/events.ts';
import type {Params} from '../runner/pipeline.ts';
import {valueWords} from '../runner/param-words.ts';
import type {SweepEvent} from '../sweeps/events.ts';
import {duration} from './duration.ts';
import {failureText} from './failure-text.ts';
import {findingTexts} from './finding-text.ts';
import type {Output} from './line-log.ts';
import {metricsText} from './metric-text.ts';
import {measure, plural} from './numbers.ts';
import {printable} from './text-width.ts';

interface Options {
  /** Places in files below this folder are named from it. */
  readonly folder: string;
}

/** Plain lines for a sweep: one when a trial begins, one when it ends, and now and then an epoch between. */
export function createSweepLog({out, err}: Output, {folder}: Options): (event: Event | SweepEvent) => void {
  const line = (...parts: readonly (string | undefined)[]) => out(`${joined(parts)}\n`);
  /** By run, while they go on. */
  const trials = new Map<string, {readonly trial: number; readonly name: string; spoke: number}>();
  const said = new Set<string>();
  /** What failed → the first trial in which it did: a stage that trials share fails for all of them. */
  const failed = new Map<string, number>();
  let metric = '';
  /** Trials have the same to say of what they share. */
  const say = (
    level: 'info' | 'warning',
    {trial, stage, text}: {readonly trial: string | undefined; readonly stage: string; readonly text: string},
  ): void => {
    const once = `${stage}\n${text}`;
    if (said.has(once) || said.size > remembered) return;
    said.add(once);
    (level === 'warning' ? err : out)(`${joined([trial, stage, printable(text)])}\n`);
  };

  return (event) => {
    switch (event.type) {
      case 'sweep-started': {
        ({metric} = event.objective);
        const {direction, of} = event.objective;
        line(
          event.sweep,
          `${event.method} over ${event.params.join(', ')}`,
          `${direction}imising ${metric} of the ${of} epoch`,
          `${plural(event.lanes, 'trial')} at a time`,
          event.resumed > 0 ? `${plural(event.resumed, 'trial')} known from before` : undefined,
        );
        return;
      }
      case 'trial-known':
        return;
      case 'sweep-paused':
        line('paused', 'nothing new begins; what runs goes on to where it is judged');
        return;
      case 'sweep-resumed':
        line('goes on');
        return;
      case 'trials-added':
        line(
          `${plural(event.trials, 'trial')} more`,
          event.most === undefined ? undefined : `${event.most} at the most now`,
        );
        return;
      case 'trial-started':
        trials.set(event.run, {trial: event.trial, name: `trial ${event.trial}`, spoke: event.at});
        line(
          `trial ${event.trial}`,
          changesText(event.changes),
          event.epochs === undefined ? undefined : `to ${plural(event.epochs, 'epoch')}`,
          event.reason,
        );
        return;
      case 'trial-stopped':
        line(`trial ${event.trial}`, 'stopped', event.reason);
        return;
      case 'trial-done': {
        const name = `trial ${event.trial}`;
        // One that equals an earlier run ends under the id of that.
        for (const [run, {trial}] of trials) if (trial === event.trial) trials.delete(run);
        if (event.status === 'done')
          line(
            name,
            event.cached
              ? 'in the store already'
              : `${event.paused ? 'judged after' : 'done in'} ${duration(event.seconds)}`,
            event.value === undefined ? undefined : `${metric} ${measure(event.value)}`,
            event.isBest ? 'best so far' : undefined,
            `run ${event.run}`,
          );
        else if (event.status === 'stopped')
          line(name, `stopped by hand after ${duration(event.seconds)}`, `run ${event.run}`);
        else {
          const text = event.failure === undefined ? '' : failureText(event.failure, {folder});
          const first = text === '' ? undefined : failed.get(text);
          err(
            `${joined([name, `failed after ${duration(event.seconds)}`, first === undefined ? undefined : `as trial ${first}`])}\n`,
          );
          if (first !== undefined || text === '') return;
          err(`${indented(text)}\n`);
          if (failed.size < remembered) failed.set(text, event.trial);
        }
        return;
      }
      case 'sweep-done':
        line(
          event.status,
          event.reason,
          plural(event.trials, 'trial'),
          event.failed > 0 ? `${event.failed} failed` : undefined,
        );
        return;
      case 'stage-reported': {
        const {report, run, stage} = event;
        const trial = trials.get(run);
        if (report.type === 'metrics' && trial !== undefined && event.at - trial.spoke > quiet) {
          trial.spoke = event.at;
          line(trial.name, stage, `step ${report.step}`, metricsText(report.values));
        }
        if (report.type === 'log') say(report.level, {trial: trial?.name, stage, text: report.text});
        if (report.type === 'finding')
          for (const text of findingTexts(stage, report)) say('warning', {trial: trial?.name, stage, text});
        return;
      }
      case 'execution-started':
      case 'run-started':
      case 'stage-waiting':
      case 'stage-started':
      case 'stage-done':
      case 'stage-failed':
      case 'stage-skipped':
      case 'run-done':
      case 'execution-done':
        return;
      default:
        event satisfies never;
    }
  };
}

/** Milliseconds without a word of a trial, after which an epoch is worth one. */
const quiet = 15_000;
/** Different things that were said: a sweep of thousands of trials must not fill memory with them. */
const remembered = 1_000;

/** `train.epochs=20 train.model=cnn`. */
export const changesText = (changes: Params): string =>
  Object.entries(changes)
    .map(([param, value]) => `${param}=${typeof value === 'string' ? value : valueWords(value)}`)
    .join(' ');

/** The same with the names of the stages left out, where no two params are then called the same. */
export function shortChangesText(changes: Params): string {
  const entries = Object.entries(changes).map(
    ([param, value]) => [param.slice(param.indexOf('.') + 1), value] as const,
  );
  const short = Object.fromEntries(entries);
  return changesText(Object.keys(short).length === entries.length ? short : changes);
}

const joined = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(' · ');

const indented = (text: string): string => text.replaceAll(/^/gm, '  ');
