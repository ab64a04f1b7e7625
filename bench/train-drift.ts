/**
 * How far training in float32 is from training in float64, step by step: the graph engine, the eager one and Keras, and
 * two controls that tell rounding from error. What it reads is written by test/fixtures/make_keras_steps.py.
 *
 *     npx tsx bench/train-drift.ts keras-steps.json
 */
import {loadBackend} from '../src/ml/backend.ts';
import {createTrainer} from '../src/ml/engine/create-trainer.ts';
import type {Weight} from '../src/ml/engine/trainer.ts';
import {readKerasSteps, type KerasSteps} from '../test/rig/keras-steps.ts';

const main = async (): Promise<void> => {
  const [file] = process.argv.slice(2);
  if (file === undefined) throw new Error('which file? npx tsx bench/train-drift.ts keras-steps.json');
  const keras = readKerasSteps(file);
  const runs = new Map([
    ['graph', await trained(keras, 'graph')],
    ['eager', await trained(keras, 'eager')],
    ...['keras-float32', 'keras-float64', 'exact-float32-betas', 'exact-nudged'].map(
      (run) => [run, keras.steps.map((steps) => keras.weights(run, steps))] as const,
    ),
  ]);
  console.log(
    'Distance to the exact run after so many steps: the largest over all weights, and the root of the mean square',
  );
  console.log(`${''.padEnd(22)}${keras.steps.map((steps) => String(steps).padStart(18)).join('')}`);
  for (const [name, weights] of runs) {
    const cells = keras.steps.map((steps, index) => {
      const {largest, rms} = distance(weights[index] ?? [], keras.weights('exact', steps));
      return `${largest.toExponential(1)} ${rms.toExponential(1)}`.padStart(18);
    });
    console.log(name.padEnd(22) + cells.join(''));
  }
};

/** The weights after each of the recorded numbers of steps. */
const trained = async (
  {options, batches, steps}: KerasSteps,
  kind: 'graph' | 'eager',
): Promise<readonly (readonly Weight[])[]> => {
  const backend = await loadBackend({engine: 'tensorflow', threads: 2});
  if (!backend.ok) throw new Error(backend.failure.what);
  const {trainer} = createTrainer(options, {backend: backend.value, prefer: kind});
  const kept = batches.flatMap((batch, index) => {
    trainer.step(batch, 0.001);
    return steps.includes(index + 1) ? [trainer.weights()] : [];
  });
  trainer.dispose();
  return kept;
};

const distance = (ours: readonly Weight[], theirs: readonly Weight[]) => {
  const differences = ours.flatMap(({values}, weight) =>
    Array.from(values, (value, index) => Math.abs(value - (theirs[weight]?.values[index] ?? NaN))),
  );
  return {
    largest: differences.reduce((largest, value) => Math.max(largest, value), 0),
    rms: Math.sqrt(differences.reduce((sum, value) => sum + value * value, 0) / differences.length),
  };
};

await main();
