import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {writeDataset} from '../../../../src/ml/data/dataset-folder.ts';
import {evaluate} from '../../../../src/stages/evaluate.ts';
import {train} from '../../../../src/stages/train.ts';
import type {StageReport} from '../../../../src/runner/stage-definition.ts';
import {filesOf, stageWork} from '../../../rig/stage-work.ts';
import {tinyDataset} from '../../../rig/tiny-dataset.ts';

let folder = '';
/** What `train` left, and what it said last. */
let model = '';
let trained: StageReport | undefined;
const dataset = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochal-evaluate-'));
  const tiny = tinyDataset();
  const datasets = {
    tiny,
    'other-labels': {...tiny, labels: ['0', '1', '2', '9']},
    'other-size': {...tiny, height: 4, width: 16},
    'no-tests': {...tiny, test: {count: 0, images: new Uint8Array(), classes: new Uint16Array()}},
  };
  for (const [name, contents] of Object.entries(datasets)) {
    await mkdir(dataset(name));
    await writeDataset(dataset(name), contents);
  }
  const given = {model: 'mlp', hidden: [8], epochs: 2, batch_size: 16};
  const params = (train.paramsFor?.(given) ?? train.params).parse(given) as ReturnType<
    typeof train.params.parse
  >;
  const {work, heard} = await stageWork(folder, params, {dataset: dataset('tiny')});
  expect(await train.run(work)).toEqual({ok: true, value: undefined});
  model = work.out;
  trained = heard.findLast(({type}) => type === 'metrics');
});
afterAll(() => rm(folder, {recursive: true}));

const prepare = (inputs: Readonly<Record<string, string>>, given: Readonly<Record<string, unknown>> = {}) =>
  stageWork(folder, evaluate.params.parse({mistakes: 3, ...given}), inputs);

test('finds the accuracy and loss that training found after its last epoch', async () => {
  const {work, heard} = await prepare({model, dataset: dataset('tiny')});
  expect(await evaluate.run(work)).toEqual({ok: true, value: undefined});
  const [said] = heard;
  if (said?.type !== 'metrics' || trained?.type !== 'metrics') throw new Error('no metrics came');
  expect(Object.keys(said.values)).toEqual(['test_acc', 'test_loss']);
  expect(said.values['test_acc']).toBe(trained.values['val_acc']);
  expect(said.values['test_loss']).toBeCloseTo(trained.values['val_loss'] ?? NaN, 6);
});

test('leaves scores of each label, all predictions, and figures: equal bytes each time', async () => {
  const {work} = await prepare({model, dataset: dataset('tiny')});
  await evaluate.run(work);
  const files = await filesOf(work.out);
  expect(Object.keys(files)).toEqual([
    'activations.png',
    'activations.svg',
    'confusion-matrix.png',
    'confusion-matrix.svg',
    'evaluation.json',
    'first-filters.png',
    'first-filters.svg',
    'heat-maps.png',
    'heat-maps.svg',
    'mistakes.png',
    'mistakes.svg',
    'predictions.json',
  ]);
  const again = await prepare({model, dataset: dataset('tiny')});
  await evaluate.run(again.work);
  expect(await filesOf(again.work.out)).toEqual(files);

  const evaluation = JSON.parse(await readFile(join(work.out, 'evaluation.json'), 'utf8')) as {
    count: number;
    wrong: number;
    labels: {label: string; name: string; support: number; recall: number}[];
    confusion: number[][];
  };
  const {predicted, confidence} = JSON.parse(await readFile(join(work.out, 'predictions.json'), 'utf8')) as {
    predicted: number[];
    confidence: number[];
  };
  const truth = [...tinyDataset().test.classes];
  expect(evaluation.count).toBe(20);
  expect(evaluation.wrong).toBe(truth.filter((actual, image) => predicted[image] !== actual).length);
  expect(evaluation.labels.map(({label, name, support}) => [label, name, support])).toEqual([
    ['0', 'A', 5],
    ['1', 'B', 5],
    ['2', 'C', 5],
    ['3', 'D', 5],
  ]);
  expect(evaluation.confusion).toEqual(
    [0, 1, 2, 3].map((actual) =>
      [0, 1, 2, 3].map(
        (said) => truth.filter((each, image) => each === actual && predicted[image] === said).length,
      ),
    ),
  );
  expect(confidence.length).toBe(20);
  expect(confidence.every((each) => each >= 0.25 && each <= 1)).toBe(true);
});

test('puts on record what is asked for, and the scores of each label into its artifact', async () => {
  const recorded = async (given: Readonly<Record<string, unknown>>) => {
    const {work, heard} = await prepare({model, dataset: dataset('tiny')}, {inside: false, ...given});
    expect(await evaluate.run(work)).toEqual({ok: true, value: undefined});
    const [said] = heard;
    if (said?.type !== 'metrics') throw new Error('no metrics came');
    const evaluation = JSON.parse(await readFile(join(work.out, 'evaluation.json'), 'utf8')) as {
      macro: {precision: number; recall: number; f1: number};
      labels: {precision: number; recall: number; f1: number}[];
    };
    return {values: said.values, evaluation, files: Object.keys(await filesOf(work.out))};
  };
  const {values, evaluation, files} = await recorded({top_k: 3, class_scores: 'all'});
  const {macro, labels} = evaluation;
  expect(values).toMatchObject({
    test_macro_precision: macro.precision,
    test_macro_recall: macro.recall,
    test_macro_f1: macro.f1,
    test_precision_A: labels[0]?.precision,
    test_recall_B: labels[1]?.recall,
    test_f1_D: labels[3]?.f1,
  });
  expect(values['test_top3_acc']).toBeGreaterThanOrEqual(values['test_acc'] ?? 1);
  expect(values['test_top3_acc']).toBeLessThanOrEqual(1);
  expect(macro.recall).toBeCloseTo(labels.reduce((sum, {recall}) => sum + recall, 0) / 4, 12);
  expect(files).not.toContain('heat-maps.png');
  const plain = (await recorded({class_scores: 'macro'})).values;
  expect(Object.keys(plain)).toEqual([
    'test_acc',
    'test_loss',
    'test_macro_precision',
    'test_macro_recall',
    'test_macro_f1',
  ]);
});

test('shows the layers the image that is asked for', async () => {
  const titleOf = async (inside_image: number | 'worst') => {
    const {work} = await prepare({model, dataset: dataset('tiny')}, {inside_image});
    const result = await evaluate.run(work);
    if (!result.ok) return result.failure.what;
    return /aria-label="([^"]*)"/.exec(await readFile(join(work.out, 'activations.svg'), 'utf8'))?.[1];
  };
  expect(await titleOf(6)).toBe('What the layers make of test image 6 (C)');
  expect(await titleOf(20)).toBe('There is no test image 20: the test split has 20, counted from 0.');
});

test('what is as it comes, or has no say, is not in the key', async () => {
  const keyed = async (given: Readonly<Record<string, unknown>>) => {
    const world = {
      workspace: '',
      env: {},
      digest: () => {
        throw new Error('nothing is to be digested');
      },
    };
    const resolved = await evaluate.resolve?.(evaluate.params.parse(given), world);
    return resolved?.ok === true ? resolved.value.params : undefined;
  };
  expect(await keyed({})).toEqual({mistakes: 30});
  expect(await keyed({inside: false, inside_image: 3})).toEqual({mistakes: 30, inside: false});
  const all = {mistakes: 3, top_k: 2, class_scores: 'all', inside_image: 3};
  expect(await keyed(all)).toEqual(all);
});

test('says what does not fit', async () => {
  const failureOf = async (
    inputs: Readonly<Record<string, string>>,
    given: Readonly<Record<string, unknown>> = {},
  ) => {
    const {work} = await prepare(inputs, given);
    const result = await evaluate.run(work);
    return result.ok ? undefined : [result.failure.code, result.failure.what];
  };
  expect(await failureOf({model, dataset: dataset('other-labels')})).toEqual([
    'model-does-not-fit',
    'The model was trained for labels 0, 1, 2, 3, the data set has 0, 1, 2, 9.',
  ]);
  expect(await failureOf({model, dataset: dataset('other-size')})).toEqual([
    'model-does-not-fit',
    'The model was trained for images of 8×8 pixels, the data set has some of 4×16.',
  ]);
  expect(await failureOf({model, dataset: dataset('no-tests')})).toEqual([
    'split-empty',
    'The test split of the data set has no images.',
  ]);
  expect(await failureOf({model, dataset: dataset('tiny')}, {top_k: 5})).toEqual([
    'top-k-too-large',
    'evaluate.top_k is 5, and the data set has 4 labels: the right one would always be among them.',
  ]);
  const broken = await mkdtemp(join(folder, 'broken-'));
  await writeFile(join(broken, 'labels.json'), await readFile(join(model, 'labels.json')));
  const [code, what] = (await failureOf({model: broken, dataset: dataset('tiny')})) ?? [];
  expect(code).toBe('model-unreadable');
  expect(what).toContain(join(broken, 'model/model.json'));
});
