import {expect, test} from 'vitest';
import {summarise, summaryText} from '../../../src/ml/model-summary.ts';
import {buildModel} from '../../../src/ml/models/build-model.ts';
import {cnn} from '../../../src/ml/models/cnn.ts';

const built = buildModel(cnn, {image: [28, 28, 1], params: {filters: [32]}, classes: 24});
if (!built.ok) throw new Error('the images are too small');
const summary = summarise('cnn', built.model);

test('a summary tells every layer, its settings, shape and parameters', () => {
  expect(summary.parameters).toBe(320 + 6272 * 512 + 512 + 512 * 24 + 24);
  expect(summary.layers[1]).toEqual({
    name: 'conv2d_1',
    layer: {type: 'conv2d', filters: 32, kernel: 3, stride: 1, padding: 'same', activation: 'relu'},
    inputs: ['input_1'],
    shape: [28, 28, 32],
    parameters: 320,
  });
});

test('as text it is a table', () => {
  expect(summaryText(summary)).toBe(
    [
      'cnn: 3,224,408 parameters',
      '',
      'layer       settings                    shape         parameters',
      'input_1                                 28 × 28 × 1',
      'conv2d_1    32 filters 3×3, same, relu  28 × 28 × 32         320',
      'max_pool_1  2×2                         14 × 14 × 32',
      'flatten_1                               6272',
      'dense_1     512 units, relu             512            3,211,776',
      'dropout_1   rate 0.3                    512',
      'dense_2     24 units, softmax           24                12,312',
      '',
    ].join('\n'),
  );
});
