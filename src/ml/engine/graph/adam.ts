import type {AdamOptions} from '../trainer.ts';
import {flag, float32} from './builder.ts';
import type {Optimiser} from './optimiser.ts';
import {scalar} from './session.ts';

/**
 * Adam (Kingma & Ba, 2015, the form at the end of section 2), all in float32:
 *
 *     m += (g - m)·(1 - β₁)     v += (g² - v)·(1 - β₂)     w -= α·√(1 - β₂ᵗ)/(1 - β₁ᵗ) · m / (√v + ε)
 *
 * TensorFlow computes 1 - β₂ from β₂ in float32: 0.999 is then 0.99900001287 and 1 - β₂ is 0.00099998713. The powers are
 * taken of the same rounded numbers, so this is Adam exactly, with those β. (Keras takes 1 - β of the number as given and
 * the powers of the rounded one, which makes its first step shorter by 6e-6 of itself.) See docs/engine.md.
 */
export const adam = ({beta1, beta2, epsilon}: AdamOptions): Optimiser => ({
  slots: ['m', 'v'],
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
