import {describe, expect, test} from 'vitest';
import {findLayer} from '../../../../../src/ml/engine/graph/layers.ts';
import {stepsOf, type Step} from '../../../../../src/ml/engine/graph/step.ts';
import {takeApart} from '../../../../../src/ml/engine/graph/take-apart.ts';
import type {Weight} from '../../../../../src/ml/engine/trainer.ts';
import type {Node} from '../../../../../src/ml/models/declaration.ts';
import {conv2d, dense, dropout, flatten, input, maxPool} from '../../../../../src/ml/models/layers.ts';
import {inputShapeOf, nodesOf, numbered} from '../../../../../src/ml/models/nodes.ts';
import {batchFor, randomWeights, smallCnn} from './examples.ts';
import {gradientsOf} from './gradients-of.ts';
import {loadNative} from './native.ts';

const native = await loadNative();

const convolved = (x: Node) => conv2d(x, {filters: 2, kernel: 3, padding: 'same', activation: 'relu'});
const withSoftmax = (body: Node) => numbered(dense(flatten(body), {units: 3, activation: 'softmax'}));

const partsOf = (model: Node): readonly string[] => {
  const apart = takeApart(model);
  if (!apart.ok) throw new Error(apart.unsupported);
  return stepsOf(apart.scores).map((step) => (step.part === 'input' ? 'input' : step.part.name));
};

describe('where max-pooling stands', () => {
  test('before the bias and ReLU of the convolution that it follows', () => {
    expect(partsOf(withSoftmax(maxPool(convolved(input([8, 8, 1])))))).toEqual([
      'input',
      'convolution',
      'max-pool',
      'bias',
      'relu',
      'flatten',
      'product',
      'bias',
    ]);
  });

  test('where it was declared, behind anything else', () => {
    const model = withSoftmax(maxPool(dropout(convolved(maxPool(input([8, 8, 1]))), {rate: 0.5})));
    expect(partsOf(model)).toEqual([
      'input',
      'max-pool',
      'convolution',
      'bias',
      'relu',
      'dropout',
      'max-pool',
      'flatten',
      'product',
      'bias',
    ]);
  });

  test('where it was declared, when others use the layer before it too', () => {
    const shared = convolved(input([8, 8, 1]));
    const both: Node = {...flatten(maxPool(shared)), inputs: [maxPool(shared), maxPool(shared, {size: 4})]};
    expect(partsOf(numbered(dense(both, {units: 3, activation: 'softmax'})))).toEqual([
      'input',
      'convolution',
      'bias',
      'relu',
      'max-pool',
      'max-pool',
      'flatten',
      'product',
      'bias',
    ]);
  });
});

describe.skipIf('missing' in native)('both orders', () => {
  test('give the same loss to the bit, and the same gradients but for the order of sums', () => {
    if ('missing' in native) return;
    const model = smallCnn();
    const common = {
      imageShape: inputShapeOf(model),
      weights: randomWeights(model, 3),
      batch: batchFor(model, 32, 4),
    };
    const pooledFirst = gradientsOf(native, {...common, scores: scoresOf(model)});
    const asDeclared = gradientsOf(native, {...common, scores: scoresInDeclaredOrder(model)});
    expect(pooledFirst.loss).toBe(asDeclared.loss);
    for (const [name, gradient] of pooledFirst.gradients) {
      expect(largestDifference(gradient, asDeclared.gradients.get(name)), name).toBeLessThan(1e-7);
    }
  });
});

/**
 * One filter, so that the gradient by its kernel tells which element of each window was chosen: it is the sum of the
 * patches of the image there, each times the gradient that came to the window.
 */
describe.skipIf('missing' in native)('ties in a window', () => {
  const model = withSoftmax(
    maxPool(conv2d(input([4, 4, 1]), {filters: 1, kernel: 3, padding: 'same', activation: 'relu'})),
  );
  const batch = batchFor(model, 2, 8);
  const head = randomWeights(model, 9).filter(({name}) => name.startsWith('dense'));
  const kernelGradient = (kernel: Float32Array, bias: number, scores: Step) => {
    if ('missing' in native) throw new Error(native.missing);
    const weights: readonly Weight[] = [
      {name: 'conv2d_1/kernel', shape: [3, 3, 1, 1], values: kernel},
      {name: 'conv2d_1/bias', shape: [1], values: Float32Array.of(bias)},
      ...head,
    ];
    const {gradients} = gradientsOf(native, {scores, imageShape: [4, 4, 1], weights, batch});
    return {
      kernel: gradients.get('conv2d_1/kernel') ?? new Float32Array(),
      // The gradient by the last layer's bias is, summed over the batch, all that is needed to follow it back.
      windows: windowGradients(head, bias),
    };
  };

  /** ∂loss/∂window `[batch, 4]`, all windows holding `value`: (softmax - onehot)/batch times the dense kernel. */
  const windowGradients = (weights: readonly Weight[], value: number): readonly number[][] => {
    const kernel = weights.find(({name}) => name.endsWith('kernel'))?.values ?? new Float32Array();
    const bias = weights.find(({name}) => name.endsWith('bias'))?.values ?? new Float32Array();
    const scores = [0, 1, 2].map(
      (unit) =>
        [0, 1, 2, 3].reduce((sum, place) => sum + value * (kernel[place * 3 + unit] ?? NaN), 0) +
        (bias[unit] ?? NaN),
    );
    const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
    return [...batch.classes].map((right) =>
      [0, 1, 2, 3].map(
        (place) =>
          scores.reduce(
            (sum, score, unit) =>
              sum + (Math.exp(score) / total - (unit === right ? 1 : 0)) * (kernel[place * 3 + unit] ?? NaN),
            0,
          ) / batch.count,
      ),
    );
  };

  /** The kernel's gradient if in each window the element at `chosen` (0–3, in reading order) is taken. */
  const expected = (windows: readonly number[][], chosen: (image: number, window: number) => number) => {
    const gradient = new Float64Array(9);
    windows.forEach((places, image) =>
      places.forEach((byWindow, window) => {
        const element = chosen(image, window);
        const row = 2 * Math.floor(window / 2) + Math.floor(element / 2);
        const column = 2 * (window % 2) + (element % 2);
        gradient.forEach((_, place) => {
          const [r, c] = [row + Math.floor(place / 3) - 1, column + (place % 3) - 1];
          const pixel = r < 0 || r > 3 || c < 0 || c > 3 ? 0 : (batch.images[image * 16 + r * 4 + c] ?? NaN);
          gradient[place] = (gradient[place] ?? NaN) + byWindow * pixel;
        });
      }),
    );
    return gradient;
  };

  test('of equal elements the first takes the gradient', () => {
    for (const scores of [scoresOf(model), scoresInDeclaredOrder(model)]) {
      const {kernel, windows} = kernelGradient(new Float32Array(9), 0.5, scores);
      expect(
        largestDifference(
          kernel,
          expected(windows, () => 0),
        ),
      ).toBeLessThan(1e-6);
    }
  });

  test('where ReLU puts all of a window to 0, none does', () => {
    for (const scores of [scoresOf(model), scoresInDeclaredOrder(model)]) {
      expect(kernelGradient(new Float32Array(9), -0.5, scores).kernel).toEqual(new Float32Array(9));
    }
  });

  test('of elements that are equal only once the bias is added, the one that was the largest before', () => {
    // Only the middle of the kernel is not 0: the convolution is the image, scaled below what 0.5 can still take in.
    const kernel = new Float32Array(9).fill(2 ** -30, 4, 5);
    const largest = (image: number, window: number) => {
      const first = image * 16 + 8 * Math.floor(window / 2) + 2 * (window % 2);
      const elements = [0, 1, 4, 5].map((offset) => batch.images[first + offset] ?? NaN);
      return elements.indexOf(Math.max(...elements));
    };
    const pooledFirst = kernelGradient(kernel, 0.5, scoresOf(model));
    expect(largestDifference(pooledFirst.kernel, expected(pooledFirst.windows, largest))).toBeLessThan(1e-6);
    const asDeclared = kernelGradient(kernel, 0.5, scoresInDeclaredOrder(model));
    expect(
      largestDifference(
        asDeclared.kernel,
        expected(asDeclared.windows, () => 0),
      ),
    ).toBeLessThan(1e-6);
  });
});

const scoresOf = (model: Node): Step => {
  const apart = takeApart(model);
  if (!apart.ok) throw new Error(apart.unsupported);
  return apart.scores;
};

/** The same steps, in the order in which the layers were declared. */
const scoresInDeclaredOrder = (model: Node): Step => {
  const steps = nodesOf(model).flatMap((node) =>
    (findLayer(node.layer.type)?.parts(node.layer) ?? []).map((part) => ({part, node})),
  );
  const [first] = nodesOf(model);
  if (first === undefined) throw new Error('the model has no input');
  return steps
    .slice(0, -1)
    .reduce<Step>((before, {part, node}) => ({part, node, inputs: [before]}), {part: 'input', node: first});
};

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number> | undefined): number =>
  Math.max(...Array.from(a, (value, index) => Math.abs(value - (b?.[index] ?? NaN))));
