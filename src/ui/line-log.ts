import type {Event, Listener, RunDone, StageReported, StageStarted} from '../runner/events.ts';
import {duration} from './duration.ts';
import {failureText} from './failure-text.ts';
import {findingTexts} from './finding-text.ts';
import {metricsText, speedText} from './metric-text.ts';
import {plural} from './numbers.ts';
import {progressText} from './progress-text.ts';
import {runLabels} from './run-labels.ts';
import {printable} from './text-width.ts';

/** Where lines go. Each call is whole lines. */
export interface Output {
  readonly out: (text: string) => void;
  /** Failures and warnings. */
  readonly err: (text: string) => void;
}

interface Options {
  /** Places in files below this folder are named from it. */
  readonly folder?: string;
}

/**
 * Plain lines for pipes and CI: no escape codes, each line whole and led by its run and stage. Of many runs less is said, so that
 * the log stays readable: epochs are thinned to a line every few seconds.
 */
export function createLineLog({out, err}: Output, {folder}: Options = {}): Listener {
  const labels = runLabels();
  /** What is known of a run while it goes on. */
  const runs = new Map<string, Told>();
  const said = new Set<string>();
  let expected = 1;
  const ended = {done: 0, failed: 0, cancelled: 0};

  const line = (...parts: readonly (string | undefined)[]) => out(`${joined(parts)}\n`);
  const complain = (...parts: readonly (string | undefined)[]) => err(`${joined(parts)}\n`);

  /** Runs side by side have the same to say of what they share. */
  const isNews = (stage: string, text: string): boolean => {
    const once = `${stage}\n${text}`;
    const news = !said.has(once);
    said.add(once);
    return news;
  };

  const report = (event: StageReported, told: Told): void => {
    const {run, stage, report: saying, at} = event;
    const name = labels.of(run);
    switch (saying.type) {
      case 'metrics':
        told.latest = {...told.latest, ...saying.values};
        // What a cached or shared stage had said is not news.
        if (!told.started.has(stage) || !isTime({told, stage, step: saying.step, at, expected})) return;
        line(
          name,
          stage,
          stepText(told, stage, saying.step),
          metricsText(saying.values),
          speedText(saying.values),
        );
        return;
      case 'progress': {
        const last = told.spoke.get(stage) ?? at;
        if (told.epochs.has(stage) || !told.started.has(stage) || at - last < progressPause) return;
        told.spoke.set(stage, at);
        line(name, stage, progressText(saying), saying.detail);
        return;
      }
      case 'log':
        if (isNews(stage, saying.text)) {
          if (saying.level === 'warning') complain(name, stage, `warning: ${printable(saying.text)}`);
          else line(name, stage, printable(saying.text));
        }
        return;
      case 'finding':
        for (const text of findingTexts(stage, saying))
          if (isNews(stage, text)) complain(name, stage, `warning: ${printable(text)}`);
        return;
      case 'output':
        // Those who share the work would print it again.
        if (told.started.has(stage)) line(name, stage, printable(saying.text));
        return;
      case 'fact':
        return;
      default:
        saying satisfies never;
    }
  };

  const started = ({run, stage, threads, attempt, at}: StageStarted, told: Told): void => {
    told.started.add(stage);
    told.spoke.set(stage, at);
    line(
      labels.of(run),
      stage,
      `started: ${labels.within(told.reasons.get(stage) ?? '')}`,
      plural(threads, 'thread'),
      attempt > 1 ? `attempt ${attempt}` : undefined,
    );
  };

  const runDone = ({run, status, seconds, equals}: RunDone, told: Told): void => {
    ended[status]++;
    if (equals !== undefined) line(labels.of(run), `nothing to do: equals run ${equals}`);
    else line(labels.of(run), `${status} in ${duration(seconds)}`, metricsText(told.latest), `run ${run}`);
    runs.delete(run);
  };

  return (event: Event) => {
    const told = 'run' in event ? (runs.get(event.run) ?? newlyTold({})) : newlyTold({});
    switch (event.type) {
      case 'execution-started':
        expected = event.runs;
        line(event.pipeline, plural(event.runs, 'run'));
        return;
      case 'run-started':
        labels.add(event.run, event.experiment);
        runs.set(event.run, newlyTold(event.params));
        return;
      case 'stage-waiting':
        told.reasons.set(event.stage, event.reason);
        return;
      case 'stage-started': {
        started(event, told);
        return;
      }
      case 'stage-reported': {
        report(event, told);
        return;
      }
      case 'stage-done': {
        const reason = labels.within(event.reason);
        const words = {
          ran: `ran in ${duration(event.seconds)}`,
          cached: `cached: ${reason}`,
          shared: `shared: ${reason}`,
        };
        line(labels.of(event.run), event.stage, words[event.how]);
        return;
      }
      case 'stage-failed':
        if (event.failure.blame === 'cancelled') {
          line(labels.of(event.run), event.stage, 'cancelled');
          return;
        }
        complain(labels.of(event.run), event.stage, `failed after ${duration(event.seconds)}`);
        {
          err(`${indented(failureText(event.failure, folder === undefined ? {} : {folder}))}\n`);
          return;
        }
      case 'stage-skipped': {
        line(
          labels.of(event.run),
          event.stage,
          `skipped: ${event.because === '' ? 'the run was cancelled' : `${event.because} failed`}`,
        );
        return;
      }
      case 'run-done': {
        runDone(event, told);
        return;
      }
      case 'execution-done': {
        const counts = Object.entries(ended).flatMap(([how, runs]) => (runs > 0 ? [`${runs} ${how}`] : []));
        line(`${event.status} in ${duration(event.seconds)}`, counts.join(', '));
        return;
      }
      default:
        event satisfies never;
    }
  };
}

interface Told {
  readonly params: Readonly<Record<string, unknown>>;
  readonly reasons: Map<string, string>;
  readonly started: Set<string>;
  /** Stage → when it was last spoken of, in milliseconds. */
  readonly spoke: Map<string, number>;
  /** Stages that told of an epoch. */
  readonly epochs: Set<string>;
  latest: Readonly<Record<string, number>>;
}

const newlyTold = (params: Told['params']): Told => ({
  params,
  reasons: new Map(),
  started: new Set(),
  spoke: new Map(),
  epochs: new Set(),
  latest: {},
});

/** Milliseconds between lines on the progress of a stage that has no epochs. */
const progressPause = 10_000;

interface Moment {
  readonly told: Told;
  readonly stage: string;
  readonly step: number;
  readonly at: number;
  readonly expected: number;
}

/** Whether this epoch gets a line: the first and the last do, others when it was quiet for a second a run. */
function isTime({told, stage, step, at, expected}: Moment): boolean {
  const first = !told.epochs.has(stage);
  const last = step === told.params[`${stage}.epochs`];
  const quiet = at - (told.spoke.get(stage) ?? 0) >= Math.max(1, expected) * 1000;
  told.epochs.add(stage);
  if (!first && !last && !quiet) return false;
  told.spoke.set(stage, at);
  return true;
}

/** A metric of step 0 is of the stage as a whole. */
function stepText({params}: Told, stage: string, step: number): string | undefined {
  const epochs = params[`${stage}.epochs`];
  if (typeof epochs === 'number') return `epoch ${step}/${epochs}`;
  return step === 0 ? undefined : `step ${step}`;
}

const joined = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(' · ');

const indented = (text: string): string => text.replace(/^/gm, '  ');
