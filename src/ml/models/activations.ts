/** Functions that a layer applies to each of its sums; `softmax` is for the last layer, over its classes. Formulas: docs/models.md. */
export const activations = [
  'linear',
  'relu',
  'relu6',
  'elu',
  'selu',
  'softplus',
  'sigmoid',
  'tanh',
  'swish',
  'softmax',
] as const;
export type Activation = (typeof activations)[number];

/** Those of hidden layers, as the param `activation` takes them. */
export const hiddenActivations = activations.filter(
  (name): name is HiddenActivation => name !== 'softmax' && name !== 'linear',
);
export type HiddenActivation = Exclude<Activation, 'softmax' | 'linear'>;
