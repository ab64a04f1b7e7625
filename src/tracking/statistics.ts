/** A mean of so many values, with half the width of its 95 % confidence interval; NaN of fewer than two. */
export interface MeanInterval {
  readonly count: number;
  readonly mean: number;
  readonly half: number;
}

/** The interval of Student's t distribution: honest for the few seeds that people can pay for. */
export function meanInterval(values: readonly number[]): MeanInterval {
  const {count, mean, variance} = moments(values);
  return {count, mean, half: count < 2 ? NaN : tQuantile(0.975, count - 1) * Math.sqrt(variance / count)};
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
    half: tQuantile(0.975, freedom) * error,
    p: 2 * (1 - tProbability(Math.abs(difference) / error, freedom)),
  };
}

function moments(values: readonly number[]) {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  return {count, mean, variance};
}

/** Probability that Student's t of so many degrees of freedom is at most `t`. */
function tProbability(t: number, freedom: number): number {
  const tail = incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
  return t > 0 ? 1 - tail : tail;
}

/** By halving: forty steps are exact to more digits than anybody prints. */
function tQuantile(probability: number, freedom: number): number {
  let [low, high] = [0, 1000];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (tProbability(middle, freedom) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Regularised, by its continued fraction (DLMF 8.17.22) on the side where that converges quickly. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x));
  return x < (a + 1) / (a + b + 2)
    ? (front * fraction(x, a, b)) / a
    : 1 - (front * fraction(1 - x, b, a)) / b;
}

/** Lentz's method. */
function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const kept = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / kept(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 300; m++) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / kept(1 + term * d);
      c = kept(1 + term / c);
      result *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return result;
}

/** Lanczos' approximation with g = 7 and nine terms. */
function logGamma(x: number): number {
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
    -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const y = x - 1;
  const sum = terms.reduce((all, term, index) => all + term / (y + index + 1), 0.99999999999980993);
  const t = y + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(sum);
}
