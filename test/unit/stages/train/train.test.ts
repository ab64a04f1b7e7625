import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {writePolicy} from '../../../../src/ml/augmentations/policy-file.ts';
import {writeDataset} from '../../../../src/ml/data/dataset-folder.ts';
import type {StageReport} from '../../../../src/runner/stage-definition.ts';
import {schedules} from '../../../../src/ml/schedules/index.ts';
import {learningRates} from '../../../../src/ml/schedules/learning-rate.ts';
import {train} from '../../../../src/stages/train.ts';
import {dependsOnTotalEpochs} from '../../../../src/stages/train/chosen-params.ts';
import {filesOf, stageWork} from '../../../rig/stage-work.ts';
import {tinyDataset} from '../../../rig/tiny-dataset.ts';

let folder = '';
const dataset = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochal-train-'));
  for (const name of ['plain', 'augmented', 'policy', 'empty']) await mkdir(dataset(name));
  await writeDataset(dataset('plain'), tinyDataset());
  await writeDataset(dataset('augmented'), tinyDataset());
  await writeDataset(dataset('empty'), {
    ...tinyDataset(),
    test: {count: 0, images: new Uint8Array(), classes: new Uint16Array()},
  });
  for (const name of ['augmented', 'policy'])
    await writePolicy(dataset(name), {strengths: {rotation: 10}, fill: 'nearest'});
});
afterAll(() => rm(folder, {recursive: true}));

const small = {model: 'mlp', hidden: [16], epochs: 4, batch_size: 16, learning_rate: 0.003};
const paramsOf = (given: Readonly<Record<string, unknown>>) =>
  (train.paramsFor?.(given) ?? train.params).parse(given) as ReturnType<typeof train.params.parse>;

const prepare = (given: Readonly<Record<string, unknown>> = small, inputs = {dataset: dataset('plain')}) =>
  stageWork(folder, paramsOf(given), inputs);

const metricsOf = (heard: readonly StageReport[]) =>
  heard.flatMap((said) => (said.type === 'metrics' ? [said] : []));
/** Metrics without what they took. */
const scoresOf = (heard: readonly StageReport[]) =>
  metricsOf(heard).map(({step, values}) => {
    const {loss, acc, val_loss, val_acc, learning_rate} = values;
    return {epoch: step, loss, acc, val_loss, val_acc, learning_rate};
  });

const unused = () => {
  throw new Error('nothing is to be digested');
};

describe('params of train', () => {
  test("hold the model's own, with its defaults", () => {
    expect(paramsOf({})).toEqual({
      model: 'cnn',
      epochs: 20,
      batch_size: 256,
      optimiser: 'adam',
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
      learning_rate: 0.001,
      schedule: 'constant',
      warmup_epochs: 0,
      monitor: 'val_loss',
      patience: 0,
      min_delta: 0,
      keep: 'last',
      clipping: 'none',
      clip_at: 1,
      label_smoothing: 0,
      class_weights: 'none',
      validation: 'test',
      validation_split: 0.1,
      folds: 5,
      fold: 1,
      split_seed: 1,
      top_k: 0,
      seed: 1,
      threads: 'auto',
      filters: [32, 64, 32],
      kernel: 3,
      stride: 1,
      padding: 'same',
      pooling: 'max',
      units: 512,
      dropout: 0.3,
      activation: 'relu',
      initialiser: 'glorot_uniform',
      batch_norm: false,
      l2: 0,
    });
    expect(Object.keys(paramsOf({model: 'mlp'}))).toContain('hidden');
  });

  test('of an unknown model let the params of any pass, so that the model is the one fault', () => {
    const result = train.paramsFor?.({model: 'cnnn'}).safeParse({model: 'cnnn', filters: [1], hidden: [1]});
    expect(result?.error?.issues.map(({path}) => path)).toEqual([['model']]);
    expect(train.paramsFor?.({model: 'toString'}).safeParse({model: 'toString'}).success).toBe(false);
  });

  test('name the modules of what was chosen, so that only their code is in the key', () => {
    expect(train.loads?.(paramsOf({model: 'mlp', schedule: 'cosine'}))).toEqual([
      'ml/models/mlp',
      'ml/optimisers/adam',
      'ml/schedules/cosine',
    ]);
  });

  const keyed = async (given: Readonly<Record<string, unknown>>) => {
    const resolved = await train.resolve?.(paramsOf(given), {workspace: '', env: {}, digest: unused});
    return resolved?.ok === true ? resolved.value.params : undefined;
  };
  test('that are off, or then have no say, are not in the key', async () => {
    const plain = {
      model: 'mlp',
      epochs: 20,
      batch_size: 256,
      learning_rate: 0.001,
      schedule: 'constant',
      seed: 1,
      threads: 'auto',
      hidden: [512, 256],
      dropout: 0.3,
    };
    expect(await keyed({model: 'mlp'})).toEqual(plain);
    expect(await keyed({model: 'mlp', monitor: 'val_acc'})).toEqual(plain);
    expect(await keyed({model: 'mlp', optimiser: 'adam', beta1: 0.9})).toEqual(plain);
    const asleep = {min_delta: 1, clip_at: 2, validation_split: 0.2, folds: 3, fold: 2, split_seed: 2};
    expect(await keyed({model: 'mlp', keep: 'last', ...asleep})).toEqual(plain);
    expect(await keyed({model: 'mlp', patience: 3, monitor: 'acc'})).toEqual({
      ...plain,
      ...{patience: 3, min_delta: 0, keep: 'best', monitor: 'acc'},
    });
    expect(await keyed({model: 'mlp', patience: 3, keep: 'last'})).toEqual({
      ...plain,
      ...{patience: 3, min_delta: 0, keep: 'last', monitor: 'val_loss'},
    });
    const on = {clipping: 'norm', label_smoothing: 0.1, class_weights: 'balanced', top_k: 3};
    expect(await keyed({model: 'mlp', ...on})).toEqual({...plain, ...on, clip_at: 1});
    expect(await keyed({model: 'mlp', validation: 'split', folds: 3})).toEqual({
      ...plain,
      ...{validation: 'split', validation_split: 0.1, split_seed: 1},
    });
    expect(await keyed({model: 'mlp', validation: 'folds', fold: 5})).toEqual({
      ...plain,
      ...{validation: 'folds', folds: 5, fold: 5, split_seed: 1},
    });
    expect(await keyed({model: 'mlp', beta1: 0.8})).toEqual({...plain, beta1: 0.8});
    expect(await keyed({model: 'mlp', optimiser: 'sgd', momentum: 0.9})).toEqual({
      ...plain,
      optimiser: 'sgd',
      momentum: 0.9,
      nesterov: false,
      weight_decay: 0,
    });
    expect(await keyed({model: 'mlp', warmup_epochs: 0.5})).toEqual({...plain, warmup_epochs: 0.5});
    expect(await keyed({model: 'mlp', schedule: 'plateau', monitor: 'acc'})).toEqual({
      ...plain,
      schedule: 'plateau',
      monitor: 'acc',
      decay_factor: 0.1,
      plateau_patience: 5,
      plateau_delta: 0.0001,
      final_factor: 0,
    });
  });

  test('of layers are in the key where they are not as their model has them, so that what was trained before them counts', async () => {
    const usual = {epochs: 20, batch_size: 256, learning_rate: 0.001, schedule: 'constant', seed: 1};
    const mlp = {...usual, model: 'mlp', threads: 'auto', hidden: [512, 256], dropout: 0.3};
    const cnn = {
      ...{...usual, model: 'cnn', threads: 'auto'},
      ...{filters: [32, 64, 32], kernel: 3, units: 512, dropout: 0.3},
    };
    expect(await keyed({model: 'mlp'})).toEqual(mlp);
    expect(await keyed({model: 'cnn'})).toEqual(cnn);

    const asEver = {activation: 'relu', initialiser: 'glorot_uniform', batch_norm: false, l2: 0};
    const windows = {stride: 1, padding: 'same', pooling: 'max'};
    expect(await keyed({model: 'mlp', ...asEver})).toEqual(mlp);
    expect(await keyed({model: 'cnn', ...asEver, ...windows})).toEqual(cnn);

    const others = {activation: 'elu', initialiser: 'he_normal', batch_norm: true, l2: 0.001};
    const otherWindows = {stride: 2, padding: 'valid', pooling: 'average'};
    expect(await keyed({model: 'mlp', ...others})).toEqual({...mlp, ...others});
    expect(await keyed({model: 'cnn', ...others, ...otherWindows})).toEqual({
      ...cnn,
      ...others,
      ...otherWindows,
    });
    // What is usual is the model's own: what cnn leaves out, resnet does not.
    expect(await keyed({model: 'resnet', batch_norm: true})).not.toHaveProperty('batch_norm');
    expect(await keyed({model: 'resnet', batch_norm: false})).toHaveProperty('batch_norm', false);
  });

  test('of folds let no fold pass that there is not', () => {
    const faults = (given: Readonly<Record<string, unknown>>) =>
      train
        .paramsFor?.(given)
        .safeParse(given)
        .error?.issues.map(({path, message}) => [path, message]);
    expect(faults({folds: 3, fold: 3})).toBeUndefined();
    expect(faults({folds: 3, fold: 4})).toEqual([[['fold'], 'Too big: expected number to be <=3']]);
  });

  test.each([
    [{}, undefined],
    [{patience: 3, validation: 'folds', clipping: 'norm', optimiser: 'sgd'}, undefined],
    [{schedule: 'constant', warmup_epochs: 2}, undefined],
    [{schedule: 'step'}, undefined],
    [{schedule: 'plateau'}, undefined],
    [{schedule: 'cosine'}, 'the rate falls along a cosine that ends with the last epoch'],
    [{schedule: 'one-cycle'}, 'the cycle of the rate ends with the last epoch'],
  ])('%j say why the first epochs depend on how many there are: %s', (given, reason) => {
    expect(dependsOnTotalEpochs(paramsOf({model: 'mlp', ...given}))).toBe(reason);
  });
});

describe('train', () => {
  test('leaves a model, its labels, summary, history and curves, and tells of each epoch', async () => {
    const {work, heard} = await prepare();
    expect(await train.run(work)).toEqual({ok: true, value: undefined});
    expect(Object.keys(await filesOf(work.out))).toEqual([
      'curves.png',
      'curves.svg',
      'history.json',
      'labels.json',
      'model/model.json',
      'model/weights.bin',
      'summary.json',
      'summary.txt',
    ]);
    expect(JSON.parse(await readFile(join(work.out, 'labels.json'), 'utf8'))).toEqual({
      labels: ['0', '1', '2', '3'],
      names: ['A', 'B', 'C', 'D'],
    });
    expect(JSON.parse(await readFile(join(work.out, 'history.json'), 'utf8'))).toEqual(scoresOf(heard));
    const [first, , , last] = metricsOf(heard);
    expect(Object.keys(first?.values ?? {})).toEqual([
      'loss',
      'acc',
      'val_loss',
      'val_acc',
      'learning_rate',
      'epoch_seconds',
      'images_per_second',
    ]);
    expect(last?.values['loss']).toBeLessThan(first?.values['loss'] ?? 0);
    const facts = heard.flatMap((said) => (said.type === 'fact' ? [said.name] : []));
    expect(facts).toEqual(['engine', 'trainer', 'threads', 'parameters']);
    expect(heard).toContainEqual({
      type: 'progress',
      done: 160,
      total: 160,
      unit: 'images',
      detail: 'epoch 4 of 4',
    });
  });

  test('leaves equal bytes each time, and others with another seed', async () => {
    const artifact = async (given: Readonly<Record<string, unknown>>) => {
      const {work} = await prepare(given);
      expect(await train.run(work)).toEqual({ok: true, value: undefined});
      return filesOf(work.out);
    };
    const first = await artifact(small);
    expect(await artifact(small)).toEqual(first);
    expect(await artifact({...small, seed: 2})).not.toEqual(first);
  });

  test('stopped after two epochs of four goes on to the very bytes of an undisturbed training', async () => {
    const undisturbed = await prepare();
    await train.run(undisturbed.work);

    const stopped = await prepare();
    const result = await train.run({
      ...stopped.work,
      report: (said) => {
        stopped.work.report(said);
        if (said.type === 'metrics' && said.step === 2) stopped.cancel();
      },
    });
    expect(result).toMatchObject({ok: false, failure: {code: 'cancelled', blame: 'cancelled'}});
    expect(await filesOf(stopped.work.out)).toEqual({});

    const resumed = await prepare();
    await train.run({...resumed.work, scratch: stopped.work.scratch});
    expect(await filesOf(resumed.work.out)).toEqual(await filesOf(undisturbed.work.out));
    expect(scoresOf(resumed.heard)).toEqual(scoresOf(undisturbed.heard));
    expect(metricsOf(resumed.heard).slice(0, 2)).toEqual(metricsOf(stopped.heard));
    expect(resumed.heard).toContainEqual({
      type: 'log',
      level: 'info',
      text: 'Going on after epoch 2 of 4.',
    });
  });

  test.each(Object.keys(schedules))('puts the rates of the schedule %s on record', async (schedule) => {
    const {work, heard} = await prepare({...small, schedule, warmup_epochs: 1});
    expect(await train.run(work)).toEqual({ok: true, value: undefined});
    const rates = metricsOf(heard).map(({values}) => values['learning_rate'] ?? NaN);
    const definition = schedules[schedule];
    if (definition === undefined) throw new Error(`there is no schedule ${schedule}`);
    const rate = learningRates({
      schedule: definition,
      params: {},
      learningRate: small.learning_rate,
      warmupEpochs: 1,
      epochs: 4,
      steps: 3,
    });
    expect(rates).toEqual([1, 2, 3, 4].map((epoch) => rate({epoch, step: 2, history: []})));
  });

  const everything = {
    optimiser: 'rmsprop',
    momentum: 0.5,
    patience: 3,
    min_delta: 0.001,
    label_smoothing: 0.1,
    class_weights: 'balanced',
    clipping: 'global-norm',
    validation: 'split',
    validation_split: 0.2,
    top_k: 2,
  };

  test.each([
    ...Object.keys(schedules).map((schedule) => ({schedule, warmup_epochs: 0.5, monitor: 'loss'})),
    everything,
  ])('repeats and resumes to the bit with %j', async (chosen) => {
    const given = {...small, ...chosen};
    const [first, again, stopped, resumed] = [
      await prepare(given),
      await prepare(given),
      await prepare(given),
      await prepare(given),
    ];
    await train.run(first.work);
    await train.run(again.work);
    await train.run({
      ...stopped.work,
      report: (said) => {
        if (said.type === 'metrics' && said.step === 2) stopped.cancel();
      },
    });
    await train.run({...resumed.work, scratch: stopped.work.scratch});
    const bytes = await filesOf(first.work.out);
    expect(Object.keys(bytes)).toContain('model/weights.bin');
    expect(await filesOf(again.work.out)).toEqual(bytes);
    expect(await filesOf(resumed.work.out)).toEqual(bytes);
  });

  test('ends early with its best weights, and is the beginning of a longer training all the same', async () => {
    // With steps this long the loss of validation soon rises.
    const given = {...small, learning_rate: 0.2, patience: 2};
    const artifact = async (epochs: number, continues?: string) => {
      const {work, heard} = await prepare({...given, epochs});
      const whole = continues === undefined ? work : {...work, continues};
      expect(await train.run(whole)).toEqual({ok: true, value: undefined});
      const facts = heard.flatMap((said) => (said.type === 'fact' ? [[said.name, said.value] as const] : []));
      return {files: await filesOf(work.out), state: work.state, heard, facts: Object.fromEntries(facts)};
    };
    const long = await artifact(40);
    const stoppedAfter = Number(long.facts['stopped_after_epoch']);
    const best = Number(long.facts['best_epoch']);
    expect(stoppedAfter).toBe(best + 2);
    expect(long.heard).toContainEqual({
      type: 'log',
      level: 'info',
      text: `Stopped after epoch ${stoppedAfter}: val_loss was best after epoch ${best}, 2 epochs before.`,
    });
    const short = await artifact(best + 1);
    const continued = await artifact(40, short.state);
    expect(continued.files).toEqual(long.files);
    // Stopped before: a longer one is the same, and trains nothing more.
    const longer = await artifact(60, long.state);
    expect(longer.files).toEqual(long.files);
    // Trained for as long as it was best: those are the weights.
    const exact = await artifact(best);
    expect(exact.files['model/weights.bin']).toBe(long.files['model/weights.bin']);
  });

  test('validates on parts of the train split, and says how many images that are', async () => {
    const facts = async (given: Readonly<Record<string, unknown>>) => {
      const {work, heard} = await prepare({...small, ...given}, {dataset: dataset('empty')});
      expect(await train.run(work)).toEqual({ok: true, value: undefined});
      return heard.flatMap((said) =>
        said.type === 'fact' && said.name.endsWith('images') ? [said.value] : [],
      );
    };
    expect(await facts({validation: 'split', validation_split: 0.25})).toEqual([30, 10]);
    expect(await facts({validation: 'folds', folds: 3, fold: 2})).toEqual([27, 13]);
  });

  test('begins at the beginning where the checkpoint is damaged', async () => {
    const {work, heard} = await prepare({...small, epochs: 1});
    await writeFile(join(work.scratch, 'checkpoint.bin'), 'damaged');
    expect(await train.run(work)).toEqual({ok: true, value: undefined});
    expect(metricsOf(heard).length).toBe(1);
  });

  test('draws training images as the policy says, wherever it lies', async () => {
    const weights = async (inputs: Readonly<Record<string, string>> & {readonly dataset: string}) => {
      const {work} = await prepare(small, inputs);
      await train.run(work);
      return (await filesOf(work.out))['model/weights.bin'];
    };
    const augmented = await weights({dataset: dataset('augmented')});
    expect(augmented).not.toBe(await weights({dataset: dataset('plain')}));
    expect(await weights({dataset: dataset('plain'), augmentation: dataset('policy')})).toBe(augmented);
  });

  test('ends with epoch and learning rate where the loss is no number, and puts it on record', async () => {
    const deep = {...small, hidden: Array<number>(16).fill(64), learning_rate: 10};
    const {work, heard} = await prepare(deep);
    const result = await train.run(work);
    const [recorded] = metricsOf(heard).slice(-1);
    expect(recorded?.values['loss']).toSatisfy((loss: number) => !Number.isFinite(loss));
    expect(result).toEqual({
      ok: false,
      failure: {
        code: 'loss-not-finite',
        blame: 'stage',
        what: `The loss is ${recorded?.values['loss'] ?? ''} at epoch ${recorded?.step ?? ''} with learning rate 10.`,
        todo: 'Take a smaller train.learning_rate.',
        facts: {epoch: recorded?.step, learning_rate: 10, loss: String(recorded?.values['loss'])},
      },
    });
  });

  test('does not leave out silently what was drawn offline', async () => {
    const drawn = await mkdtemp(join(folder, 'drawn-'));
    const {train: split, ...rest} = tinyDataset();
    const images = Uint8Array.from([...split.images, ...split.images]);
    const classes = Uint16Array.from([...split.classes, ...split.classes]);
    await writeDataset(drawn, {...rest, train: {count: 2 * split.count, images, classes}});
    const work = async (augmentation: string) =>
      (await prepare({...small, epochs: 1}, {dataset: dataset('plain'), augmentation} as {dataset: string}))
        .work;
    expect(await train.run(await work(drawn))).toEqual({
      ok: false,
      failure: {
        code: 'augmentation-drawn',
        blame: 'user',
        what: 'The augmentation was drawn offline: its images are in its own data set, of which training takes none.',
        where: {file: drawn},
        todo: 'Give train that stage as dataset, without augmentation, or set augment.mode to online.',
      },
    });
    // Nothing was on.
    expect(await train.run(await work(dataset('plain')))).toMatchObject({ok: true});
  });

  test('says what is wrong with data that cannot be trained on', async () => {
    const empty = await prepare(small, {dataset: dataset('empty')});
    expect(await train.run(empty.work)).toMatchObject({
      ok: false,
      failure: {code: 'split-empty', what: 'The test split of the data set has no images.'},
    });
    const failureOf = async (given: Readonly<Record<string, unknown>>) => {
      const {work} = await prepare({...small, ...given});
      const result = await train.run(work);
      return result.ok ? undefined : [result.failure.code, result.failure.what];
    };
    expect(await failureOf({class_weights: [1, 2]})).toEqual([
      'class-weights-do-not-fit',
      'train.class_weights has 2 numbers, and the data set 4 labels: 0, 1, 2, 3.',
    ]);
    expect(await failureOf({top_k: 4})).toEqual([
      'top-k-too-large',
      'train.top_k is 4, and the data set has 4 labels: the right one would always be among them.',
    ]);
    expect(await failureOf({validation: 'split', validation_split: 0.001})).toEqual([
      'validation-empty',
      'A part of 0.001 of 40 training images leaves none to validate on, or none to train on.',
    ]);
    expect(await failureOf({validation: 'folds', folds: 50, fold: 41})).toEqual([
      'validation-empty',
      'Of 40 training images, fold 41 of 50 holds none.',
    ]);
    const pooledAway = await prepare({model: 'cnn', filters: [1, 1, 1, 1]});
    expect(await train.run(pooledAway.work)).toMatchObject({
      ok: false,
      failure: {
        code: 'images-too-small',
        what: 'Images of 8×8 pixels are too small for the model cnn: nothing is left of them at its layer max_pool_4.',
      },
    });
    const nowhere = await prepare(small, {dataset: dataset('nowhere')});
    expect(await train.run(nowhere.work)).toMatchObject({ok: false, failure: {code: 'dataset-damaged'}});
  });
});
