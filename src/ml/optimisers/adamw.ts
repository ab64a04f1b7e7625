import {z} from 'zod';
import {adam} from './adam.ts';
import {defineOptimiser} from './optimiser-definition.ts';
import {beta1, beta2, epsilon, weightDecay} from './params.ts';
import {withWeightDecay} from './weight-decay.ts';

export const adamw = defineOptimiser({
  name: 'adamw',
  summary: 'Adam, and weights that shrink a little at each step whatever their gradients.',
  source: 'Loshchilov and Hutter, 2019, "Decoupled weight decay regularization"',
  params: z.object({beta1, beta2, epsilon, weight_decay: weightDecay(0.004)}),
  create: (params) => withWeightDecay(adam.create(params), params.weight_decay),
});
