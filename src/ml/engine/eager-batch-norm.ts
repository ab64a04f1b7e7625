import type * as Tf from '@tensorflow/tfjs';
import type {Layer} from '../models/declaration.ts';
import type {ForwardOptions} from './eager-options.ts';

/** What `graph/batch-norm.ts` computes, op by op: in training by the batch's mean and variance, else by the moving ones. */
export const eagerBatchNorm = (
  name: string,
  {momentum, epsilon}: Extract<Layer, {type: 'batch-norm'}>,
  x: Tf.Tensor,
  {tf, weight, training}: ForwardOptions,
): Tf.Tensor => {
  const [gamma, beta] = [weight(`${name}/gamma`), weight(`${name}/beta`)];
  const moving = {mean: weight(`${name}/moving_mean`), variance: weight(`${name}/moving_variance`)};
  const normalised = ({
    mean,
    variance,
  }: {
    readonly mean: Tf.Tensor;
    readonly variance: Tf.Tensor;
  }): Tf.Tensor => tf.add(tf.mul(tf.sub(x, mean), tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon)))), beta);
  if (training === undefined) return normalised(moving);

  const batch = tf.moments(x, x.shape.map((_, axis) => axis).slice(0, -1));
  const towards = (old: Tf.Tensor, target: Tf.Tensor): Tf.Tensor =>
    tf.sub(old, tf.mul(tf.sub(old, target), 1 - momentum));
  // Of the population, of which the batch is a sample.
  const count = x.size / gamma.size;
  const population = tf.mul(batch.variance, count / Math.max(count - 1, 1));
  training.keep(`${name}/moving_mean`, towards(moving.mean, batch.mean));
  training.keep(`${name}/moving_variance`, towards(moving.variance, population));
  return normalised(batch);
};
