import {describe, expect, test} from 'vitest';
import {dropoutMask} from '../../../../../src/ml/engine/dropout-mask.ts';
import {float32, int} from '../../../../../src/ml/engine/graph/builder.ts';
import type {Part} from '../../../../../src/ml/engine/graph/part.ts';
import {takeApart} from '../../../../../src/ml/engine/graph/take-apart.ts';
import type {Node} from '../../../../../src/ml/models/declaration.ts';
import {conv2d, dense, dropout, flatten, input, maxPool} from '../../../../../src/ml/models/layers.ts';
import {inputShapeOf, nodesOf, numbered} from '../../../../../src/ml/models/nodes.ts';
import {layerBodies} from '../../../../rig/layer-bodies.ts';
import {batchFor, randomWeights, sizeOf, smallCnn} from './examples.ts';
import {finiteDifferences, meanLoss} from './float64-model.ts';
import {gradientsOf} from './gradients-of.ts';
import {loadNative} from './native.ts';

const native = await loadNative();

const image = (height: number, width = height, channels = 1) => input([height, width, channels]);
const hidden = (units: number, activation: 'relu' | 'linear' = 'relu') =>
  dense(flatten(image(3)), {units, activation});
const convolved = (x: Node, options: Partial<Parameters<typeof conv2d>[1]> = {}) =>
  conv2d(x, {filters: 2, kernel: 3, padding: 'same', activation: 'relu', ...options});

/** Each becomes a model with a dense layer and a softmax on top. */
const bodies: Readonly<Record<string, Node>> = {
  'dense alone': flatten(image(3)),
  'dense with ReLU': hidden(5),
  'dense without activation': hidden(5, 'linear'),
  'convolution, same': convolved(image(5)),
  'convolution, valid': convolved(image(5), {padding: 'valid'}),
  'convolution, same, stride 2': convolved(image(6), {stride: 2}),
  'convolution, valid, stride 2, kernel 2': convolved(image(5), {kernel: 2, stride: 2, padding: 'valid'}),
  'convolution without activation': convolved(image(4), {activation: 'linear'}),
  'convolution of three channels, not square': convolved(image(4, 6, 3)),
  'convolution on convolution': convolved(convolved(image(5), {filters: 3}), {stride: 2}),
  'pooling of images': maxPool(image(4)),
  'pooling behind convolution': maxPool(convolved(image(6))),
  'pooling behind convolution without activation': maxPool(convolved(image(6), {activation: 'linear'})),
  'pooling that leaves a rest out': maxPool(convolved(image(7))),
  'pooling of overlapping windows': maxPool(convolved(image(7)), {size: 3, stride: 2}),
  'pooling twice': maxPool(maxPool(convolved(image(8)))),
  dropout: dropout(hidden(8), {rate: 0.4}),
  'dropout of channels before pooling': maxPool(dropout(convolved(image(4)), {rate: 0.25})),
  ...layerBodies,
};
const models: Readonly<Record<string, Node>> = {
  ...Object.fromEntries(Object.entries(bodies).map(([name, body]) => [name, withSoftmax(body)])),
  'a CNN': smallCnn(),
};

function withSoftmax(body: Node): Node {
  const flat = body.shape.length === 1 ? body : flatten(body);
  return numbered(dense(flat, {units: 3, activation: 'softmax'}));
}

describe.skipIf('missing' in native)('gradients against finite differences in float64', () => {
  test.each(Object.entries(models))('%s', (_, model) => {
    if ('missing' in native) return;
    const apart = takeApart(model);
    if (!apart.ok) throw new Error(apart.unsupported);
    const weights = randomWeights(model, 7);
    const batch = batchFor(model, 4, 11);
    const [seed, stepsDone] = [5, 3];

    const ours = gradientsOf(native, {
      scores: apart.scores,
      imageShape: inputShapeOf(model),
      weights,
      batch,
      seed,
      stepsDone,
    });

    const example = {
      images: batch.images,
      classes: batch.classes,
      weights: new Map(weights.map(({name, values}) => [name, values])),
      masks: new Map(
        nodesOf(model).flatMap(({name: node, layer, shape}) =>
          layer.type === 'dropout'
            ? [
                [
                  node,
                  dropoutMask({
                    seed,
                    node,
                    step: stepsDone,
                    rate: layer.rate,
                    count: batch.count * sizeOf(shape),
                  }),
                ],
              ]
            : [],
        ),
      ),
    };
    expect(ours.loss).toBeCloseTo(meanLoss(model, example), 5);
    const trained = [...example.weights.keys()].filter((name) => !name.includes('/moving_'));
    expect([...ours.gradients.keys()].toSorted()).toEqual(trained.toSorted());
    for (const [name, gradient] of ours.gradients) {
      const reference = finiteDifferences(model, example, name);
      const scale = Math.max(...reference.map(Math.abs), 1e-3);
      const worst = Math.max(...gradient.map((value, index) => Math.abs(value - (reference[index] ?? NaN))));
      expect(worst / scale, name).toBeLessThan(5e-6);
    }
  });
});

describe.skipIf('missing' in native)('an output that is used twice', () => {
  test('gets the sum of the gradients that come back', () => {
    if ('missing' in native) return;
    const model = withSoftmax(hidden(5));
    const apart = takeApart(model);
    if (!apart.ok) throw new Error(apart.unsupported);
    const weights = randomWeights(model, 7);
    const batch = batchFor(model, 4, 11);
    const {gradients} = gradientsOf(native, {
      scores: {part: sum, node: model, inputs: [apart.scores, apart.scores]},
      imageShape: inputShapeOf(model),
      weights,
      batch,
    });

    // The scores are added to themselves: the same as a last layer whose weights are twice as large.
    const isLast = (name: string) => name.startsWith(model.name);
    const doubled = new Map(
      weights.map(({name, values}) => [name, isLast(name) ? values.map((value) => 2 * value) : values]),
    );
    for (const [name, gradient] of gradients) {
      const reference = finiteDifferences(model, {...batch, weights: doubled}, name);
      const factor = isLast(name) ? 2 : 1;
      gradient.forEach((value, index) => expect(value).toBeCloseTo(factor * (reference[index] ?? NaN), 6));
    }
  });

  const sum: Part = {
    name: 'sum',
    order: 'other',
    forward: ({graph}, inputs) => ({
      output: graph.add('AddN', {inputs, attributes: {T: float32, N: int(inputs.length)}}),
      backward: (gradient) => ({inputs: inputs.map(() => gradient)}),
    }),
  };
});
