import type {Batch, Trainer, TrainerOptions, Weight} from '../../src/ml/engine/trainer.ts';

/** A training as Keras did it, written down by a script in test/fixtures. */
export interface KerasRun {
  readonly name: string;
  /** The same, for a trainer of ours. */
  readonly options: TrainerOptions;
  readonly learningRate: number;
  readonly batches: readonly Batch[];
  readonly losses: readonly number[];
  /** After how many steps → weights, in the order of `options.weights`. */
  readonly weights: ReadonlyMap<number, readonly Weight[]>;
}

/** How far the trainer's losses and weights are from Keras' in this run, at most. */
export const distanceFromKeras = (
  trainer: Trainer,
  {batches, learningRate, losses, weights}: KerasRun,
): {readonly loss: number; readonly weights: number} => {
  let [loss, weight] = [0, 0];
  batches.forEach((batch, index) => {
    const step = trainer.step(batch, learningRate);
    loss = Math.max(loss, Math.abs(step.loss - (losses[index] ?? NaN)));
    const theirs = weights.get(index + 1);
    if (theirs === undefined) return;
    trainer.weights().forEach(({values}, place) => {
      values.forEach((value, at) => {
        weight = Math.max(weight, Math.abs(value - (theirs[place]?.values[at] ?? NaN)));
      });
    });
  });
  return {loss, weights: weight};
};
