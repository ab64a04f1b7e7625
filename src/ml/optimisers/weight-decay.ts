import {float32} from '../engine/graph/builder.ts';
import {scalar} from '../engine/graph/feed.ts';
import type {Optimiser} from '../engine/optimiser.ts';

/**
 * An optimiser that also takes `decay` · learning rate of every weight off it at each step, biases among them, apart from the gradient
 * and so from its moments (Loshchilov and Hutter, 2019, "Decoupled weight decay regularization"), as Keras' `weight_decay`.
 */
export const withWeightDecay = (optimiser: Optimiser, decay: number): Optimiser =>
  decay === 0
    ? optimiser
    : {
        slots: optimiser.slots,
        graph: {
          prepare: (graph) => {
            const {update, feeds} = optimiser.graph.prepare(graph);
            const rate = graph.placeholder('decay_rate', 'float32', []);
            return {
              update: (weight) =>
                graph.add('AssignSubVariableOp', {
                  inputs: [
                    weight.variable,
                    graph.add('Mul', {inputs: [weight.value, rate], attributes: {T: float32}}),
                  ],
                  attributes: {dtype: float32},
                  after: [update(weight)],
                  dtype: 'resource',
                }),
              feeds: (stepsDone, learningRate) => [
                ...feeds(stepsDone, learningRate),
                scalar(rate, decay * learningRate),
              ],
            };
          },
        },
        eager: {
          step: (stepsDone, learningRate) => {
            const move = optimiser.eager.step(stepsDone, learningRate);
            const kept = 1 - decay * learningRate;
            return (weight) => {
              const {values} = weight;
              values.forEach((value, index) => {
                values[index] = value * kept;
              });
              move(weight);
            };
          },
        },
      };
