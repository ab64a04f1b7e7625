/**
 * An exponential moving average, corrected for its start as in Adam (Kingma and Ba, 2015, section 3), so that the first value is the first
 * value. `weight` from 0 (as it is) to below 1. What is not finite stays, and is left out of the average.
 */
export function smooth(values: readonly number[], weight: number): readonly number[] {
  let average = 0;
  let seen = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    average = weight * average + (1 - weight) * value;
    seen++;
    return average / (1 - weight ** seen);
  });
}
