import {buildModel} from '../../../../../src/ml/models/build-model.ts';
import {cnn} from '../../../../../src/ml/models/cnn.ts';
import type {Node, Shape} from '../../../../../src/ml/models/declaration.ts';
import {inputShapeOf} from '../../../../../src/ml/models/nodes.ts';
import {initialWeights} from '../../../../../src/ml/models/weights.ts';
import {stream} from '../../../../../src/ml/random.ts';
import type {Batch, TrainerOptions, Weight} from '../../../../../src/ml/engine/trainer.ts';
import {adam} from '../../../../../src/ml/optimisers/adam.ts';
import {createOptimiser} from '../../../../../src/ml/optimisers/optimiser-definition.ts';

/** A narrow CNN of the study's make, for images of 8×8 and four classes. */
export const smallCnn = (dropout = 0.3): Node => {
  const built = buildModel(cnn, {
    image: [8, 8, 1],
    params: {filters: [4, 8, 4], units: 16, dropout},
    classes: 4,
  });
  if (!built.ok) throw new Error('the images are too small');
  return built.model;
};

export const optionsFor = (model: Node, seed = 1): TrainerOptions => ({
  model,
  weights: initialWeights(model, seed),
  seed,
  batchSize: 16,
  optimiser: createOptimiser(adam),
});

/** Initial weights whose biases are random too: at 0 they would prove little. */
export const randomWeights = (model: Node, seed: number): readonly Weight[] =>
  initialWeights(model, seed).map(({name, shape, values}) => ({
    name,
    shape,
    values: name.endsWith('/bias') ? uniform(values.length, -0.2, 0.2, seed, name) : values,
  }));

type FloatBatch = Batch & {readonly images: Float32Array};

/** Random images and classes. */
export const batchFor = (model: Node, count: number, seed: number): FloatBatch => ({
  images: uniform(count * sizeOf(inputShapeOf(model)), 0, 1, seed, 'images'),
  classes: Uint16Array.from(uniform(count, 0, sizeOf(model.shape), seed, 'classes')),
  count,
});

/** Random images as bytes, and the same as floats. */
export const bytesFor = (model: Node, count: number, seed: number): readonly [Batch, FloatBatch] => {
  const {images, ...rest} = batchFor(model, count, seed);
  const bytes = Uint8Array.from(images, (grey) => 256 * grey);
  return [
    {...rest, images: bytes},
    {...rest, images: Float32Array.from(bytes, (level) => level / 255)},
  ];
};

const uniform = (count: number, low: number, high: number, seed: number, name: string): Float32Array => {
  const {uniform: next} = stream(seed, name);
  return Float32Array.from({length: count}, () => low + (high - low) * next());
};

export const sizeOf = (shape: Shape): number => shape.reduce((product, length) => product * length, 1);
