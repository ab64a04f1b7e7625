import {z} from 'zod';
import {flag, float32} from '../engine/graph/builder.ts';
import {scalar} from '../engine/graph/feed.ts';
import type {EagerOptimiser, GraphOptimiser} from '../engine/optimiser.ts';
import {defineOptimiser} from './optimiser-definition.ts';
import {momentum, weightDecay} from './params.ts';
import {withWeightDecay} from './weight-decay.ts';

/**
 * Gradient descent, w -= α·g; with momentum μ, as Keras has it:
 *
 *     a = μ·a - α·g     w += a     or, with Nesterov's look ahead,     w += μ·a - α·g
 */
export const sgd = defineOptimiser({
  name: 'sgd',
  summary: 'Straight down the gradient; with momentum, rolling on.',
  source:
    'Robbins and Monro, 1951; momentum: Sutskever, Martens, Dahl and Hinton, 2013, "On the importance of initialization and momentum in deep learning"',
  params: z.object({
    momentum,
    nesterov: z
      .boolean()
      .default(false)
      .describe('Whether momentum looks ahead: the gradient counts where it will have led.'),
    weight_decay: weightDecay(0),
  }),
  create: (params) =>
    withWeightDecay(params.momentum === 0 ? plain : withMomentum(params), params.weight_decay),
});

const plain = {
  slots: [],
  graph: {
    prepare: (graph) => {
      const rate = graph.placeholder('learning_rate', 'float32', []);
      return {
        update: ({variable, gradient}) =>
          graph.add('ResourceApplyGradientDescent', {
            inputs: [variable, rate, gradient],
            attributes: {T: float32, use_locking: flag(false)},
            dtype: 'resource',
          }),
        feeds: (_, learningRate) => [scalar(rate, learningRate)],
      };
    },
  } satisfies GraphOptimiser,
  eager: {
    step:
      (_, learningRate) =>
      ({values, gradient}) => {
        for (let index = 0; index < values.length; index++) {
          values[index] = (values[index] ?? 0) - learningRate * (gradient[index] ?? 0);
        }
      },
  } satisfies EagerOptimiser,
};

interface MomentumParams {
  readonly momentum: number;
  readonly nesterov: boolean;
}

const withMomentum = (params: MomentumParams) => ({
  slots: ['momentum'],
  graph: graphMomentum(params),
  eager: eagerMomentum(params),
});

const graphMomentum = ({momentum: kept, nesterov}: MomentumParams): GraphOptimiser => ({
  prepare: (graph) => {
    const rate = graph.placeholder('learning_rate', 'float32', []);
    const share = graph.constant('float32', kept);
    return {
      update: ({variable, slot, gradient}) =>
        graph.add('ResourceApplyKerasMomentum', {
          inputs: [variable, slot('momentum'), rate, gradient, share],
          attributes: {T: float32, use_locking: flag(false), use_nesterov: flag(nesterov)},
          dtype: 'resource',
        }),
      feeds: (_, learningRate) => [scalar(rate, learningRate)],
    };
  },
});

const eagerMomentum = ({momentum: kept, nesterov}: MomentumParams): EagerOptimiser => ({
  step:
    (_, learningRate) =>
    ({values, slot, gradient}) => {
      const accumulated = slot('momentum');
      for (let index = 0; index < values.length; index++) {
        const down = learningRate * (gradient[index] ?? 0);
        const step = kept * (accumulated[index] ?? 0) - down;
        accumulated[index] = step;
        values[index] = (values[index] ?? 0) + (nesterov ? kept * step - down : step);
      }
    },
});
