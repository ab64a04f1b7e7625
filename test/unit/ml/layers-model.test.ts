import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {loadBackend, type TensorFlow} from '../../../src/ml/backend.ts';
import {engineInfo} from '../../../src/ml/engine-info.ts';
import {createEagerTrainer} from '../../../src/ml/engine/eager-trainer.ts';
import {loadLayersModel, predict, saveLayersModel, toLayersModel} from '../../../src/ml/layers-model.ts';
import {batchFor, optionsFor, randomWeights, smallBranched, smallCnn} from './engine/graph/examples.ts';

const info = engineInfo();
const loaded = info.ok ? await loadBackend({engine: info.value.name, threads: 2}) : info;
if (!loaded.ok) throw new Error(loaded.failure.what);
const backend = loaded.value;
const tf: TensorFlow = backend.tf;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochal-model-'));
});
afterAll(() => rm(folder, {recursive: true}));

const model = smallCnn();
const {weights} = optionsFor(model);

describe('a model of tfjs', () => {
  test.each([
    ['a CNN', model],
    ['branches, batch normalisation and all', smallBranched()],
  ])('saved, loaded with tf.loadLayersModel, predicts what the trainer does: %s', async (_, example) => {
    const random = randomWeights(example, 2);
    const built = toLayersModel(tf, example, random, 'small');
    const saved = await mkdtemp(join(folder, 'saved-'));
    await saveLayersModel(saved, built);
    built.dispose();
    expect((await readdir(saved)).sort()).toEqual(['model.json', 'weights.bin']);

    const read = await loadLayersModel(tf, saved);
    if (!read.ok) throw new Error(read.why);
    const {images, classes} = batchFor(example, 600, 3);
    const probabilities = predict(tf, read.model, images);
    read.model.dispose();
    const trainer = createEagerTrainer({...optionsFor(example), weights: random}, backend);
    const expected = trainer.evaluate(images, classes).probabilities;
    expect(probabilities.length).toBe(600 * 4);
    probabilities.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 6));
  });

  test('has the layers as declared, under their names', async () => {
    const built = toLayersModel(tf, model, weights, 'small');
    await saveLayersModel(folder, built);
    built.dispose();
    const {modelTopology, weightsManifest} = JSON.parse(
      await readFile(join(folder, 'model.json'), 'utf8'),
    ) as {
      modelTopology: {config: {layers: {class_name: string; name: string}[]}};
      weightsManifest: {paths: string[]; weights: {name: string; shape: number[]}[]}[];
    };
    expect(modelTopology.config.layers.map((layer) => `${layer.class_name} ${layer.name}`)).toEqual([
      'InputLayer input_1',
      'Conv2D conv2d_1',
      'MaxPooling2D max_pool_1',
      'Conv2D conv2d_2',
      'MaxPooling2D max_pool_2',
      'Conv2D conv2d_3',
      'MaxPooling2D max_pool_3',
      'Flatten flatten_1',
      'Dense dense_1',
      'Dropout dropout_1',
      'Dense dense_2',
    ]);
    expect(weightsManifest.map(({paths}) => paths)).toEqual([['weights.bin']]);
    expect(weightsManifest[0]?.weights.map(({name, shape}) => ({name, shape}))).toEqual(
      weights.map(({name, shape}) => ({name, shape})),
    );
  });

  test('is saved to equal bytes each time, and leaves no tensor', async () => {
    const before = tf.memory().numTensors;
    const first = await readFile(join(folder, 'model.json'), 'utf8');
    const firstWeights = await readFile(join(folder, 'weights.bin'));
    const again = toLayersModel(tf, model, weights, 'small');
    await saveLayersModel(folder, again);
    again.dispose();
    expect(await readFile(join(folder, 'model.json'), 'utf8')).toBe(first);
    expect((await readFile(join(folder, 'weights.bin'))).equals(firstWeights)).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('that cannot be read says which file and why', async () => {
    const broken = await mkdtemp(join(folder, 'broken-'));
    expect(await loadLayersModel(tf, broken)).toMatchObject({ok: false, file: join(broken, 'model.json')});
    await writeFile(join(broken, 'model.json'), '{');
    expect(await loadLayersModel(tf, broken)).toMatchObject({ok: false, file: join(broken, 'model.json')});
  });
});

describe('the eager trainer beside tfjs itself', () => {
  test("takes the steps that tfjs' own layers, loss, tape and Adam take from the same weights", async () => {
    const plain = smallCnn(0);
    const theirs = toLayersModel(tf, plain, weights, 'plain');
    const optimizer = tf.train.adam(0.001, 0.9, 0.999, 1e-7);
    theirs.compile({optimizer, loss: 'categoricalCrossentropy'});
    const ours = createEagerTrainer(optionsFor(plain), backend);
    for (let step = 0; step < 5; step++) {
      const batch = batchFor(plain, 16, step);
      const {loss} = ours.step(batch, 0.001);
      // tfjs adds ε to the corrected √v̂, as in the paper's algorithm 1; Keras, TensorFlow and we add it to √v.
      Object.assign(optimizer, {epsilon: 1e-7 / Math.sqrt(1 - 0.999 ** (step + 1))});
      const x = tf.tensor4d(batch.images, [16, 8, 8, 1]);
      const y = tf.oneHot([...batch.classes], 4);
      const theirLoss = await theirs.trainOnBatch(x, y);
      tf.dispose([x, y]);
      // tfjs clips probabilities at 1e-7.
      expect(loss).toBeCloseTo(Number(theirLoss), 4);
    }
    // Weights move by about 0.001 a step.
    for (const {name, values} of ours.weights()) {
      const [node = '', kind] = name.split('/');
      const tensor = theirs.getLayer(node).getWeights()[kind === 'kernel' ? 0 : 1];
      const other = tensor?.dataSync() ?? [];
      values.forEach((value, index) =>
        expect(Math.abs(value - (other[index] ?? NaN)), name).toBeLessThan(1e-5),
      );
    }
    theirs.dispose();
  });
});
