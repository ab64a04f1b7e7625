import {availableParallelism} from 'node:os';
import {Worker} from 'node:worker_threads';

/**
 * Tells whether the machine is at its usual speed: a fixed sum on every core at once, beside the fastest time seen.
 * Other work and slow spells of a virtual machine show as a slower loop.
 */
export interface Calibration {
  /** Waits for usual speed, and measures again until a measurement lies between two loops at usual speed: some times at most. */
  readonly gated: (measure: () => Promise<number>) => Promise<number>;
  readonly report: () => string;
  readonly close: () => Promise<void>;
}

const tolerance = 1.15;
/** Loops that are waited for usual speed before each attempt: about ten seconds. */
const patience = 40;

/** `attempts`: how often a disturbed measurement is taken; the last one counts, disturbed or not. */
export const startCalibration = (attempts = Number(process.env['BENCH_ATTEMPTS'] ?? 5)): Calibration => {
  const workers = Array.from({length: availableParallelism()}, () => new Worker(loop, {eval: true}));
  let [fastest, accepted, disturbed] = [Infinity, 0, 0];

  /** Whether the slowest core takes about the fastest time ever seen. */
  const steady = async (): Promise<boolean> => {
    const times = await Promise.all(workers.map(ask));
    fastest = Math.min(fastest, ...times);
    return Math.max(...times) / fastest < tolerance;
  };
  const steadyWithin = async (loops: number): Promise<boolean> => {
    for (let loop = 0; loop < loops; loop++) if (await steady()) return true;
    return false;
  };

  return {
    gated: async (measure) => {
      for (let attempt = 1; ; attempt++) {
        const before = await steadyWithin(attempts > 1 ? patience : 1);
        const figure = await measure();
        const undisturbed = before && (await steady());
        if (!undisturbed && attempt < attempts) continue;
        if (undisturbed) accepted++;
        else disturbed++;
        return figure;
      }
    },
    report: () =>
      `${accepted} measurements at usual speed, ${disturbed} taken although the machine was slower than usual after ${attempts} attempts`,
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
};

const ask = (worker: Worker): Promise<number> =>
  new Promise((resolve) => {
    worker.once('message', resolve);
    worker.postMessage('go');
  });

const loop = `
  const {parentPort} = require('node:worker_threads');
  parentPort.on('message', () => {
    const started = performance.now();
    let sum = 0;
    for (let i = 1; i < 5e7; i++) sum += 1 / i;
    parentPort.postMessage(performance.now() - started + (sum > 0 ? 0 : 1));
  });
`;
