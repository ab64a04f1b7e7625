import type {AdamOptions} from './trainer.ts';

/** One weight, its moments and its gradient; all of one length. */
export interface AdamWeight {
  readonly weight: Float32Array;
  readonly m: Float32Array;
  readonly v: Float32Array;
}

/**
 * Adam (Kingma & Ba, 2015, the form at the end of section 2), one step in place:
 *
 *     m += (g - m)·(1 - β₁)     v += (g² - v)·(1 - β₂)     w -= α·√(1 - β₂ᵗ)/(1 - β₁ᵗ) · m / (√v + ε)
 *
 * `stepSize` is the factor before `m`. As TensorFlow's `ResourceApplyAdam`, with β rounded to float32, but for the rounding
 * between: here what is kept is float32, and what is computed on the way is not. In JavaScript, so that it is the same on every
 * engine and keeps no tensors there.
 */
export const applyAdam = (
  {weight, m, v}: AdamWeight,
  gradient: Float32Array,
  stepSize: number,
  {beta1, beta2, epsilon}: AdamOptions,
): void => {
  const towardsGradient = 1 - Math.fround(beta1);
  const towardsSquare = 1 - Math.fround(beta2);
  for (let index = 0; index < weight.length; index++) {
    const g = gradient[index] ?? 0;
    const oldM = m[index] ?? 0;
    const oldV = v[index] ?? 0;
    const newM = oldM + (g - oldM) * towardsGradient;
    const newV = oldV + (g * g - oldV) * towardsSquare;
    m[index] = newM;
    v[index] = newV;
    weight[index] = (weight[index] ?? 0) - (stepSize * newM) / (Math.sqrt(newV) + epsilon);
  }
};

/** α·√(1 - β₂ᵗ)/(1 - β₁ᵗ) for the step after `stepsDone`. */
export const adamStepSize = (
  learningRate: number,
  stepsDone: number,
  {beta1, beta2}: AdamOptions,
): number => {
  const t = stepsDone + 1;
  return (learningRate * Math.sqrt(1 - Math.fround(beta2) ** t)) / (1 - Math.fround(beta1) ** t);
};
