import {z} from 'zod';
import {flag, float32} from '../engine/graph/builder.ts';
import {scalar} from '../engine/graph/feed.ts';
import type {EagerOptimiser, GraphOptimiser} from '../engine/optimiser.ts';
import {defineOptimiser} from './optimiser-definition.ts';
import {beta1, beta2, epsilon} from './params.ts';

/**
 * Adam in the form at the end of section 2 of its paper, all in float32:
 *
 *     m += (g - m)·(1 - β₁)     v += (g² - v)·(1 - β₂)     w -= α·√(1 - β₂ᵗ)/(1 - β₁ᵗ) · m / (√v + ε)
 *
 * TensorFlow computes 1 - β₂ from β₂ in float32: 0.999 is then 0.99900001287 and 1 - β₂ is 0.00099998713. The powers are
 * taken of the same rounded numbers, so this is Adam exactly, with those β. (Keras takes 1 - β of the number as given and
 * the powers of the rounded one, which makes its first step shorter by 6e-6 of itself.) See docs/engine.md.
 */
export const adam = defineOptimiser({
  name: 'adam',
  summary: 'A step of its own length for each weight, from the means of its gradients and of their squares.',
  source: 'Kingma and Ba, 2015, "Adam: a method for stochastic optimization"',
  params: z.object({beta1, beta2, epsilon}),
  create: (params) => ({
    slots: adamSlots,
    graph: graphAdam(params),
    eager: eagerAdam(params),
  }),
});

export interface AdamParams {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** First and second moment. */
export const adamSlots = ['m', 'v'] as const;

export const graphAdam = ({beta1, beta2, epsilon}: AdamParams): GraphOptimiser => ({
  prepare: (graph) => {
    const beta1Power = graph.placeholder('beta1_power', 'float32', []);
    const beta2Power = graph.placeholder('beta2_power', 'float32', []);
    const rate = graph.placeholder('learning_rate', 'float32', []);
    const constants = [beta1, beta2, epsilon].map((value) => graph.constant('float32', value));
    return {
      update: ({variable, slot, gradient}) =>
        graph.add('ResourceApplyAdam', {
          inputs: [variable, slot('m'), slot('v'), beta1Power, beta2Power, rate, ...constants, gradient],
          attributes: {T: float32, use_locking: flag(false), use_nesterov: flag(false)},
          dtype: 'resource',
        }),
      feeds: (stepsDone, learningRate) => [
        scalar(beta1Power, Math.fround(beta1) ** (stepsDone + 1)),
        scalar(beta2Power, Math.fround(beta2) ** (stepsDone + 1)),
        scalar(rate, learningRate),
      ],
    };
  },
});

export const eagerAdam = ({beta1, beta2, epsilon}: AdamParams): EagerOptimiser => ({
  step: (stepsDone, learningRate) => {
    const t = stepsDone + 1;
    const stepSize = (learningRate * Math.sqrt(1 - Math.fround(beta2) ** t)) / (1 - Math.fround(beta1) ** t);
    const towardsGradient = 1 - Math.fround(beta1);
    const towardsSquare = 1 - Math.fround(beta2);
    return ({values, slot, gradient}) => {
      const [m, v] = [slot('m'), slot('v')];
      for (let index = 0; index < values.length; index++) {
        const g = gradient[index] ?? 0;
        const oldM = m[index] ?? 0;
        const oldV = v[index] ?? 0;
        const newM = oldM + (g - oldM) * towardsGradient;
        const newV = oldV + (g * g - oldV) * towardsSquare;
        m[index] = newM;
        v[index] = newV;
        values[index] = (values[index] ?? 0) - (stepSize * newM) / (Math.sqrt(newV) + epsilon);
      }
    };
  },
});
