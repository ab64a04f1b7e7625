import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {makeWorkspace, type Workspace} from '../rig/epochal.ts';

let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace();
});
afterAll(() => workspace.remove());

describe('epochal model', () => {
  test('lists the models', async () => {
    const {stdout, stderr, exitCode} = await workspace.epochal('model');
    expect([stderr, exitCode]).toEqual(['', 0]);
    expect(stdout).toMatchSnapshot();
  });

  test('tells all about one', async () => {
    const {stdout, stderr, exitCode} = await workspace.epochal('model', 'cnn');
    expect([stderr, exitCode]).toEqual(['', 0]);
    expect(stdout).toMatchSnapshot();
  });

  test('takes params, another size of images and other classes; as JSON', async () => {
    const set = ['-s', 'train.filters=[8]', '-s', 'train.units=10', '-s', 'train.batch_size=2'];
    const {stdout, exitCode} = await workspace.epochal(
      ...['model', 'cnn', ...set, '--image', '8x6', '--classes', '3', '--json'],
    );
    expect(exitCode).toBe(0);
    // By hand: convolution 3·3·1·8 + 8, dense 4·3·8 → 10, dense 10 → 3.
    const [convolution, hidden, last] = [80, 970, 33];
    expect(JSON.parse(stdout)).toMatchObject({
      model: 'cnn',
      params: {filters: [8], kernel: 3, units: 10, dropout: 0.3},
      image: [8, 6, 1],
      classes: 3,
      batch_size: 2,
      parameters: convolution + hidden + last,
      multiply_adds: 8 * 6 * 72 + 960 + 30,
      memory: {
        weights: 4 * (convolution + hidden + last),
        // Image, convolution, pooling, hidden layer, dropout, last layer.
        activations: 2 * 4 * (48 + 384 + 96 + 10 + 10 + 3),
      },
    });
  });

  test.each([
    ['a model there is none of', ['cnnn']],
    ['params that are unknown or out of range', ['cnn', '-s', 'train.filters=[0]', '-s', 'train.unit=2']],
    ["another stage's param", ['cnn', '-s', 'augment.rotation=10']],
    ['a model named twice', ['cnn', '-s', 'train.model=mlp']],
    ['images that are too small', ['cnn', '--image', '5x5']],
    ['a size that is none', ['cnn', '--image', '5']],
  ])('refuses %s', async (_, args) => {
    const {stdout, stderr, exitCode} = await workspace.epochal('model', ...args);
    expect([stdout, exitCode]).toEqual(['', 2]);
    expect(stderr.replaceAll(workspace.folder, '.')).toMatchSnapshot();
  });
});
