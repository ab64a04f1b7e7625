import {expect, test} from 'vitest';
import {differences, type Fingerprint} from '../../../src/runner/fingerprint.ts';
import {toldParams} from '../../../src/runner/told-params.ts';
import {stageDefinitions} from '../../../src/stages/index.ts';

/** What is told of two sets of params of a built-in stage, as its key holds them. */
const told = async (stage: string, before: object, after: object) => {
  const [then, now] = [await fingerprintOf(stage, before), await fingerprintOf(stage, after)];
  return toldParams(differences(then, now), {before: then, after: now}, stageDefinitions[stage])
    .map(({name, before: old, after: young}) => `${name} ${String(old)} → ${String(young)}`)
    .sort();
};

const fingerprintOf = async (stage: string, given: object): Promise<Fingerprint> => {
  const definition = stageDefinitions[stage];
  if (definition?.resolve === undefined) throw new Error(`${stage} resolves nothing.`);
  const params = (definition.paramsFor?.({...given}) ?? definition.params).parse(given);
  const world = {
    workspace: '/',
    env: {},
    digest: () => Promise.reject(new Error('no file is read')),
  };
  const resolved = await definition.resolve(params, world);
  if (!resolved.ok) throw new Error(resolved.failure.what);
  return {definition: stage, params: {...resolved.value.params}, inputs: {}, code: {}};
};

test('what was off has its default, and what comes along as usual is left out', async () => {
  expect(await told('augment', {}, {rotation: 5})).toEqual(['rotation 0 → 5']);
  expect(await told('augment', {rotation: 5, fill: 'wrap'}, {})).toEqual([
    'fill wrap → undefined',
    'rotation 5 → 0',
  ]);
  expect(await told('train', {model: 'mlp'}, {model: 'cnn'})).toEqual(['model mlp → cnn']);
  expect(await told('train', {model: 'cnn'}, {model: 'cnn', optimiser: 'sgd'})).toEqual([
    'optimiser adam → sgd',
  ]);
  expect(await told('train', {label_smoothing: 0.1, top_k: 3}, {})).toEqual([
    'label_smoothing 0.1 → 0',
    'top_k 3 → 0',
  ]);
  expect(await told('evaluate', {}, {class_scores: 'macro'})).toEqual(['class_scores none → macro']);
});

test('what there is on one side alone is told where it is not as usual', async () => {
  expect(await told('train', {model: 'mlp', hidden: [16]}, {model: 'cnn'})).toEqual([
    'hidden 16 → undefined',
    'model mlp → cnn',
  ]);
  expect(await told('train', {optimiser: 'sgd', momentum: 0.9}, {})).toEqual([
    'momentum 0.9 → undefined',
    'optimiser sgd → adam',
  ]);
  // Beside a split there are no folds, whatever their number.
  expect(await told('train', {validation: 'folds', folds: 2}, {validation: 'split', folds: 2})).toEqual([
    'folds 2 → undefined',
    'validation folds → split',
  ]);
});

test('of stages that are not built in everything is told', () => {
  const of = (params: Fingerprint['params']) => ({definition: 'a.ts', params, inputs: {}, code: {}});
  const [before, after] = [of({}), of({a: 1})];
  const all = differences(before, after);
  expect(toldParams(all, {before, after}, undefined)).toBe(all);
});
