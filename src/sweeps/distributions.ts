import jstat from 'jstat';

const {normal} = jstat.jStat;

/** The probability that a standard normal variable lies between two values. Exact in both tails. */
export const normalMass = (from: number, to: number): number =>
  from > 0 ? normal.cdf(-from, 0, 1) - normal.cdf(-to, 0, 1) : normal.cdf(to, 0, 1) - normal.cdf(from, 0, 1);

/** The value at `fraction` of a standard normal distribution cut off at two values. */
export function cutNormalAt(fraction: number, from: number, to: number): number {
  // In the upper tail probabilities crowd below 1, where doubles are coarse: it is taken from the other side.
  if (from > 0) return -cutNormalAt(1 - fraction, -to, -from);
  const low = normal.cdf(from, 0, 1);
  const value = normal.inv(low + fraction * (normal.cdf(to, 0, 1) - low), 0, 1);
  return Math.min(to, Math.max(from, value));
}
