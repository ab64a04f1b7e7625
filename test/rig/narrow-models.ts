type Params = Readonly<Record<string, unknown>>;

/**
 * The models narrower and shallower than by default, with every kind of layer still in them: for tests that train them all on tiny
 * images. A model without a line here is trained as it is.
 */
export const narrow: Readonly<Record<string, Params>> = {
  mlp: {hidden: [64, 32], dropout: 0.1},
  cnn: {filters: [8, 16, 16], units: 64, dropout: 0.1},
  alexnet: {filters: [8, 12, 12, 12, 12], units: 32, dropout: 0.1},
  vgg: {filters: [8, 16], units: 32},
  inception: {stem: 8, widths: [16, 32], depth: 1},
  resnet: {filters: [8, 16]},
  mobilenet: {filters: [8, 16, 32]},
};
