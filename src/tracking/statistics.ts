import jstat from 'jstat';

const {studentt} = jstat.jStat;

/** A mean of so many values, with half the width of its 95 % confidence interval; NaN of fewer than two. */
export interface MeanInterval {
  readonly count: number;
  readonly mean: number;
  readonly half: number;
}

/** The interval of Student's t distribution: honest for the few seeds that people can pay for. */
export function meanInterval(values: readonly number[]): MeanInterval {
  const {count, mean, variance} = moments(values);
  return {count, mean, half: count < 2 ? NaN : studentt.inv(0.975, count - 1) * Math.sqrt(variance / count)};
}

/** How two groups of runs differ in a value. */
export interface MeanDifference {
  /** Of the second mean less the first. */
  readonly difference: number;
  /** Half the width of its 95 % confidence interval. */
  readonly half: number;
  /** Probability of a difference at least so large where there is none; NaN where a group has fewer than two values. */
  readonly p: number;
}

/** Welch's t-test, two-sided: the groups may vary differently (Welch, Biometrika 34, 1947). */
export function compareMeans(one: readonly number[], other: readonly number[]): MeanDifference {
  const [a, b] = [moments(one), moments(other)];
  const difference = b.mean - a.mean;
  if (a.count < 2 || b.count < 2) return {difference, half: NaN, p: NaN};
  const [va, vb] = [a.variance / a.count, b.variance / b.count];
  const error = Math.sqrt(va + vb);
  if (error === 0) return {difference, half: 0, p: difference === 0 ? 1 : 0};
  const freedom = (va + vb) ** 2 / (va ** 2 / (a.count - 1) + vb ** 2 / (b.count - 1));
  return {
    difference,
    half: studentt.inv(0.975, freedom) * error,
    p: 2 * studentt.cdf(-Math.abs(difference) / error, freedom),
  };
}

/** A difference that chance makes less often than this is called more than noise. */
export const significance = 0.05;

/** Means are measured from the first value: so that of equal values is that value, and their variance nothing, whatever rounding does. */
function moments(values: readonly number[]) {
  const count = values.length;
  const [first = NaN] = values;
  const start = Number.isFinite(first) ? first : 0;
  const mean = start + values.reduce((sum, value) => sum + (value - start), 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  return {count, mean, variance};
}
