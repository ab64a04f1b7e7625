/** When a training ends before its time, and which of its epochs was best. As Keras' EarlyStopping. */
export interface StoppingOptions {
  /** After how many epochs in a row without improvement the training ends; 0: never. */
  readonly patience: number;
  /** By how much an epoch must be better than the best so far to count. */
  readonly minDelta: number;
}

export interface Standing {
  /** Counts from 1; 0 before the first. */
  readonly bestEpoch: number;
  /** Epochs since. */
  readonly waited: number;
  readonly stopped: boolean;
}

/**
 * Where a training stands by what its epochs came to, the smaller the better. Of the whole history each time: a training that goes on
 * needs no memory but its record, and what is decided after an epoch never depends on how many were to come.
 */
export const standingOf = (costs: readonly number[], {patience, minDelta}: StoppingOptions): Standing => {
  let [best, bestEpoch] = [Infinity, 0];
  costs.forEach((cost, index) => {
    if (cost < best - minDelta) [best, bestEpoch] = [cost, index + 1];
  });
  const waited = costs.length - bestEpoch;
  return {bestEpoch, waited, stopped: patience > 0 && waited >= patience};
};
