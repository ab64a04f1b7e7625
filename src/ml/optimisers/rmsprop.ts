import {z} from 'zod';
import {flag, float32} from '../engine/graph/builder.ts';
import {scalar} from '../engine/graph/feed.ts';
import type {EagerOptimiser, GraphOptimiser} from '../engine/optimiser.ts';
import {defineOptimiser} from './optimiser-definition.ts';
import {epsilon, keptShare, momentum, weightDecay} from './params.ts';
import {withWeightDecay} from './weight-decay.ts';

/**
 * As Keras has it, with ε under the root:
 *
 *     s += (g² - s)·(1 - ρ)     a = μ·a + α·g / √(s + ε)     w -= a
 *
 * centred, with the variance of the gradients in place of their mean square: c += (g - c)·(1 - ρ), and √(s - c² + ε).
 */
export const rmsprop = defineOptimiser({
  name: 'rmsprop',
  summary: "Each gradient is divided by the root of the mean of its weight's squared gradients.",
  source:
    'Tieleman and Hinton, 2012, "Neural networks for machine learning", lecture 6.5; centred: Graves, 2013',
  params: z.object({
    rho: keptShare(0.9, 'Which part of the mean of squared gradients is kept from one step to the next (ρ).'),
    momentum,
    epsilon,
    centered: z
      .boolean()
      .default(false)
      .describe("Whether gradients are divided by their deviation, not by their mean square's root."),
    weight_decay: weightDecay(0),
  }),
  create: (params) =>
    withWeightDecay(
      {
        slots: params.centered ? ['square', 'mean', 'momentum'] : ['square', 'momentum'],
        graph: graphRmsprop(params),
        eager: eagerRmsprop(params),
      },
      params.weight_decay,
    ),
});

interface RmspropParams {
  readonly rho: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly centered: boolean;
}

const graphRmsprop = ({rho, momentum: kept, epsilon: smallest, centered}: RmspropParams): GraphOptimiser => ({
  prepare: (graph) => {
    const rate = graph.placeholder('learning_rate', 'float32', []);
    const constants = [rho, kept, smallest].map((value) => graph.constant('float32', value));
    return {
      update: ({variable, slot, gradient}) =>
        graph.add(centered ? 'ResourceApplyCenteredRMSProp' : 'ResourceApplyRMSProp', {
          inputs: [
            variable,
            ...(centered ? [slot('mean')] : []),
            slot('square'),
            slot('momentum'),
            rate,
            ...constants,
            gradient,
          ],
          attributes: {T: float32, use_locking: flag(false)},
          dtype: 'resource',
        }),
      feeds: (_, learningRate) => [scalar(rate, learningRate)],
    };
  },
});

const eagerRmsprop = ({rho, momentum: kept, epsilon: smallest, centered}: RmspropParams): EagerOptimiser => ({
  step: (_, learningRate) => {
    const towards = 1 - Math.fround(rho);
    return ({values, slot, gradient}) => {
      const [squares, steps] = [slot('square'), slot('momentum')];
      const means = centered ? slot('mean') : undefined;
      for (let index = 0; index < values.length; index++) {
        const g = gradient[index] ?? 0;
        const oldSquare = squares[index] ?? 0;
        const square = oldSquare + (g * g - oldSquare) * towards;
        squares[index] = square;
        let spread = square;
        if (means !== undefined) {
          const oldMean = means[index] ?? 0;
          const mean = oldMean + (g - oldMean) * towards;
          means[index] = mean;
          spread -= mean * mean;
        }
        const step = kept * (steps[index] ?? 0) + (learningRate * g) / Math.sqrt(spread + smallest);
        steps[index] = step;
        values[index] = (values[index] ?? 0) - step;
      }
    };
  },
});
