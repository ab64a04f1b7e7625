import type {Event} from '../../src/runner/events.ts';
import type {Outcome} from '../../src/sweeps/decision.ts';
import type {BestSoFar, SweepEvent} from '../../src/sweeps/events.ts';

/** Milliseconds since 1970. */
export const start = 1_795_000_000_000;

const objective = {metric: 'val_acc', direction: 'max', of: 'last'} as const;

/**
 * The events of a sweep with successive halving, two trials at a time, as it emits them: five trials judged after 2 epochs, the best
 * goes on to 6, the fourth fails, and the sixth is under way. Made from formulas, so that views can be tested without running anything.
 */
export function recordedSweep(): readonly (Event | SweepEvent)[] {
  const events: (Event | SweepEvent)[] = [
    {
      type: 'sweep-started',
      at: start,
      sweep: 'augmentation',
      method: 'sobol',
      objective,
      params: ['augment.rotation', 'augment.zoom'],
      lanes: 2,
      budget: {trials: 18},
      trials: 18,
      resumed: 0,
    },
  ];
  let best: BestSoFar | undefined;
  const trial = (number: number, from: number, to: number, seconds: number, limit: number) => {
    const run = `261125-${number}${from}${to}`;
    const at = start + seconds * 1000;
    events.push(
      {
        type: 'trial-started',
        at,
        trial: number,
        run,
        changes: {'augment.rotation': number * 3, 'augment.zoom': number / 50},
        reason: 'place of the Sobol sequence',
        full: 18,
        epochs: to,
      },
      {
        type: 'run-started',
        at,
        run,
        experiment: 'augmentation',
        params: {'train.epochs': to},
        stages: [{name: 'train', uses: 'train', needs: []}],
        environment: {},
      },
      {type: 'stage-started', at, run, stage: 'train', key: run, threads: 1, attempt: 1},
    );
    for (let step = 1; step <= to; step++)
      events.push({
        type: 'stage-reported',
        // Earlier epochs are told again at once.
        at: at + Math.max(0, step - from) * 3_000,
        run,
        stage: 'train',
        report: {type: 'metrics', step, values: {val_acc: valueAt(step, limit), loss: 1 / step}},
      });
    return {run, end: at + (to - from) * 3_000 + 500};
  };
  const outcome = (
    number: number,
    {run, end}: {readonly run: string; readonly end: number},
    rest: Pick<Outcome, 'status' | 'value' | 'failure'> & {
      readonly epochs: number;
      readonly isBest?: boolean;
    },
  ) => {
    const {epochs, isBest = false, ...told} = rest;
    if (isBest) best = {trial: number, value: told.value ?? NaN, epochs, seeds: 1};
    events.push(
      {type: 'run-done', at: end, run, status: told.status === 'done' ? 'done' : 'failed', seconds: 6.5},
      {
        type: 'trial-done',
        at: end,
        decision: number,
        trial: number,
        run,
        cached: false,
        seconds: 6.5,
        epochs,
        isBest,
        paused: told.status === 'done' && epochs < 18,
        ...(best === undefined ? {} : {best}),
        ...told,
      },
    );
  };
  for (const [number, seconds, limit, isBest] of [
    [1, 0, 0.8, true],
    [2, 0, 0.7, false],
    [3, 7, 0.95, true],
  ] as const)
    outcome(number, trial(number, 0, 2, seconds, limit), {
      status: 'done',
      value: valueAt(2, limit),
      epochs: 2,
      isBest,
    });
  const fourth = trial(4, 0, 1, 7, 0.5);
  outcome(4, fourth, {
    status: 'failed',
    epochs: 2,
    failure: {
      code: 'stage-crashed',
      blame: 'stage',
      what: 'The process of stage train ended by itself (signal SIGKILL).',
      todo: 'The system may have run out of memory: see `dmesg`, close other programs or lower batch_size.',
    },
  });
  outcome(3, trial(3, 2, 6, 14, 0.95), {status: 'done', value: valueAt(6, 0.95), epochs: 6, isBest: true});
  outcome(5, trial(5, 0, 2, 14, 0.6), {status: 'done', value: valueAt(2, 0.6), epochs: 2});
  trial(6, 0, 2, 21, 0.65);
  trial(3, 6, 18, 27, 0.95);
  return events.toSorted((a, b) => a.at - b.at);
}

const valueAt = (step: number, limit: number): number =>
  Number((limit * (1 - Math.exp(-step / 2))).toFixed(4));
