/** How long gradients may be. What `with: {clipping: …}` says; `at` is the param `clip_at`. */
export interface Clipping {
  readonly by: ClippingKind;
  readonly at: number;
}

/**
 * `value`: every number of a gradient to ±at. `norm`: the gradient of each weight tensor to a length of at most `at`.
 * `global-norm`: all gradients together, by one factor (Pascanu, Mikolov and Bengio, 2013, "On the difficulty of training recurrent
 * neural networks"). As Keras' `clipvalue`, `clipnorm` and `global_clipnorm`.
 */
export const clippingKinds = ['value', 'norm', 'global-norm'] as const;
type ClippingKind = (typeof clippingKinds)[number];
