import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {z} from 'zod';
import {expandRuns} from '../../../src/runner/expand-runs.ts';
import {ok} from '../../../src/runner/failure.ts';
import {loadPipeline} from '../../../src/runner/load-pipeline.ts';
import {parseCell, splitNames, splitParam, stagesNamed} from '../../../src/runner/matrix/cell-name.ts';
import {cellsOf} from '../../../src/runner/matrix/cells.ts';
import {parseOverrides} from '../../../src/runner/overrides.ts';
import {selectStages} from '../../../src/runner/select-stages.ts';
import {defineStage, type Registry} from '../../../src/runner/stage-definition.ts';
import {unwrap} from '../../rig/workspace.ts';

const cell = (values: Readonly<Record<string, string | number>>) => new Map(Object.entries(values));

test('include and exclude do what GitHub’s documentation says they do', () => {
  const cells = cellsOf({
    axes: new Map([
      ['fruit', ['apple', 'pear']],
      ['animal', ['cat', 'dog']],
    ]),
    include: [
      cell({color: 'green'}),
      cell({color: 'pink', animal: 'cat'}),
      cell({fruit: 'apple', shape: 'circle'}),
      cell({fruit: 'banana'}),
      cell({fruit: 'banana', animal: 'cat'}),
    ],
    exclude: [],
  });
  expect(cells.map((each) => Object.fromEntries(each))).toEqual([
    {fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle'},
    {fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle'},
    {fruit: 'pear', animal: 'cat', color: 'pink'},
    {fruit: 'pear', animal: 'dog', color: 'green'},
    {fruit: 'banana'},
    {fruit: 'banana', animal: 'cat'},
  ]);
  const less = cellsOf({
    axes: new Map([
      ['os', ['a', 'b']],
      ['version', [1, 2, 3]],
    ]),
    include: [cell({os: 'b', version: 1})],
    exclude: [cell({os: 'a', version: 1}), cell({os: 'b'})],
  });
  expect(less.map((each) => Object.fromEntries(each))).toEqual([
    {os: 'a', version: 2},
    {os: 'a', version: 3},
    {os: 'b', version: 1},
  ]);
});

test('names of cells, whole and in part', () => {
  const known = ['data', 'train[model=cnn,lr=0.1]', 'train[model=cnn,lr=0.01]', 'train[model=mlp,lr=0.1]'];
  expect(stagesNamed('train', known)).toEqual(known.slice(1));
  expect(stagesNamed('train[model=cnn]', known)).toEqual(known.slice(1, 3));
  expect(stagesNamed('train[lr=0.1,model=mlp]', known)).toEqual(known.slice(3));
  expect(stagesNamed('train[model=gru]', known)).toEqual([]);
  expect(stagesNamed('trai', known)).toEqual([]);
  expect(parseCell('train')).toBeUndefined();
  expect(splitNames('data, train[a=1,b=2],x')).toEqual(['data', 'train[a=1,b=2]', 'x']);
  expect(splitParam('train[lr=0.1].epochs')).toEqual({stage: 'train[lr=0.1]', name: 'epochs'});
  expect(splitParam('train.epochs')).toEqual({stage: 'train', name: 'epochs'});
  expect(splitParam('epochs')).toBeUndefined();
  expect(unwrap(parseOverrides(['train[seed=1,lr=0.1].epochs=40', 'a.b=c=d']))).toMatchObject([
    {param: 'train[seed=1,lr=0.1].epochs', value: 40},
    {param: 'a.b', value: 'c=d'},
  ]);
});

const run = () => Promise.resolve(ok(undefined));
const common = {summary: '', lane: 'light', place: 'here', numeric: false, run} as const;
const definitions = Object.fromEntries(
  [
    defineStage({...common, name: 'load', params: z.object({}), inputs: {}}),
    defineStage({
      ...common,
      name: 'fit',
      params: z.object({
        model: z.string().default('mlp'),
        fold: z.int().min(1).default(1),
        lr: z.number().default(1),
      }),
      inputs: {data: {doc: 'data'}},
    }),
    defineStage({...common, name: 'score', params: z.object({}), inputs: {model: {doc: 'a model'}}}),
    defineStage({
      ...common,
      name: 'mean',
      params: z.object({}),
      inputs: {folds: {doc: 'models', many: true}},
    }),
  ].map((each) => [each.name, each]),
) as unknown as Registry;

const folder = await mkdtemp(join(tmpdir(), 'epochal-matrix-'));
afterAll(() => rm(folder, {recursive: true}));
const load = async (text: string) => {
  const file = join(folder, 'pipeline.yaml');
  await writeFile(file, text);
  return loadPipeline(file, definitions);
};

const folds = `name: folds
params: {folds: [1, 2, 3]}
stages:
  load: {uses: load}
  train:
    uses: fit
    needs: {data: load}
    matrix:
      fold: \${folds}
      model: [mlp, cnn]
      exclude: [{fold: 3, model: mlp}]
      include: [{fold: 1, model: cnn, lr: 0.5}]
    with: {fold: '\${matrix.fold}', model: '\${matrix.model}', lr: '\${matrix.lr}'}
  score:
    uses: score
    matrix: {fold: [1, 2]}
    needs: {model: 'train[fold=\${matrix.fold},model=cnn]'}
  mean: {uses: mean, needs: {folds: 'train[model=cnn]'}}
  all:
    run: echo "\${matrix.way} \${HOME}" > $EPOCHAL_OUT/x
    matrix: {way: [up, down]}
    needs: [load, train]
    env: {WAY: 'go \${matrix.way}'}
`;

test('a matrix becomes a stage for each cell, which others can need one by one or together', async () => {
  const pipeline = unwrap(await load(folds));
  expect(pipeline.stages.map(({name, params, needs}) => [name, params, needs])).toEqual([
    ['load', {}, {}],
    ['train[fold=1,model=mlp]', {model: 'mlp', fold: 1, lr: 1}, {data: 'load'}],
    ['train[fold=1,model=cnn,lr=0.5]', {model: 'cnn', fold: 1, lr: 0.5}, {data: 'load'}],
    ['train[fold=2,model=mlp]', {model: 'mlp', fold: 2, lr: 1}, {data: 'load'}],
    ['train[fold=2,model=cnn]', {model: 'cnn', fold: 2, lr: 1}, {data: 'load'}],
    ['train[fold=3,model=cnn]', {model: 'cnn', fold: 3, lr: 1}, {data: 'load'}],
    ['score[fold=1]', {}, {model: 'train[fold=1,model=cnn,lr=0.5]'}],
    ['score[fold=2]', {}, {model: 'train[fold=2,model=cnn]'}],
    [
      'mean',
      {},
      {
        'folds[fold=1,model=cnn,lr=0.5]': 'train[fold=1,model=cnn,lr=0.5]',
        'folds[fold=2,model=cnn]': 'train[fold=2,model=cnn]',
        'folds[fold=3,model=cnn]': 'train[fold=3,model=cnn]',
      },
    ],
    ...['up', 'down'].map((way) => [
      `all[way=${way}]`,
      {},
      {
        load: 'load',
        'train[fold=1,model=mlp]': 'train[fold=1,model=mlp]',
        'train[fold=1,model=cnn,lr=0.5]': 'train[fold=1,model=cnn,lr=0.5]',
        'train[fold=2,model=mlp]': 'train[fold=2,model=mlp]',
        'train[fold=2,model=cnn]': 'train[fold=2,model=cnn]',
        'train[fold=3,model=cnn]': 'train[fold=3,model=cnn]',
      },
    ]),
  ]);
  const up = pipeline.stages.find(({name}) => name === 'all[way=up]');
  expect([up?.definition.own, up?.env]).toEqual([
    {kind: 'command', command: 'echo "up ${HOME}" > $EPOCHAL_OUT/x'},
    [{name: 'WAY', value: 'go up'}],
  ]);
});

test('params of all cells, of some and of one: the narrower goes first, the command line before the experiment', async () => {
  const pipeline = unwrap(await load(folds));
  const place = {file: 'x'};
  const [changed] = unwrap(
    expandRuns(
      pipeline,
      [
        {
          name: 'x',
          set: {'train[fold=2,model=cnn].lr': 4, 'train[fold=2].lr': 3, 'train.lr': 2, 'train.fold': 7},
          places: {},
          place,
        },
      ],
      unwrap(parseOverrides(['train[model=mlp].fold=9'])),
    ),
  );
  expect(
    changed?.pipeline.stages
      .filter(({name}) => name.startsWith('train['))
      .map(({params}) => [params['fold'], params['lr']]),
  ).toEqual([
    [9, 2],
    [7, 2],
    [9, 3],
    [7, 4],
    [7, 2],
  ]);
  const selected = unwrap(
    selectStages(pipeline, {only: ['train[fold=2]'], force: ['train[model=cnn,fold=2]']}),
  );
  expect(selected.stages.map(({name, mode}) => [name, mode])).toEqual([
    ['load', 'stored'],
    ['train[fold=2,model=mlp]', undefined],
    ['train[fold=2,model=cnn]', 'afresh'],
  ]);
});

describe('what is wrong with a matrix', () => {
  test.each([
    ['matrix: 3', ['3:11 shape-wrong — `matrix:` must be a map.']],
    ['matrix: {}', ['3:3 matrix-empty — The matrix of stage train has no cells.']],
    ['matrix: {fold: 3}', ['3:18 shape-wrong — The axis fold must be a list.']],
    [
      'matrix: {fold: [], 1st: [2]}',
      [
        '3:18 matrix-empty — The axis fold of this matrix has no values.',
        '3:22 matrix-axis — "1st" cannot be the name of an axis of a matrix.',
      ],
    ],
    ['matrix: {fold: [1, 1]}', ['3:3 matrix-twice — The matrix has two cells that would be train[fold=1].']],
    [
      'matrix: {fold: [1], exclude: [{fold: 1}]}',
      ['3:3 matrix-empty — The matrix of stage train has no cells.'],
    ],
    [
      'matrix: {fold: [1], exclude: [{fald: 1}]}',
      ['3:33 matrix-axis — This matrix has no axis fald to exclude by.'],
    ],
    ['matrix: {fold: [1], include: {fold: 1}}', ['3:32 shape-wrong — `include:` must be a list of maps.']],
    [
      `matrix: {a: [${Array.from({length: 20}, (_, i) => i).join()}], b: [${Array.from({length: 20}, (_, i) => i).join()}]}`,
      ['3:3 matrix-large — This matrix has 400 cells; 256 is the most.'],
    ],
    [
      "matrix: {fold: [0, -1]},\n  with: {fold: '${matrix.fold}', lr: '${matrix.rate}', modle: x}",
      [
        '4:16 param-limits — train[fold=0].fold must be a whole number from 1 up, not 0.',
        "4:38 variable-unknown — ${matrix.rate} is no value of this stage's `matrix:`.",
        '4:63 param-unknown — There is no param train[fold=0].modle.',
      ],
    ],
  ])('%s', async (matrix, expected) => {
    const loaded = await load(
      `stages: {load: {uses: load}, train: {\n  uses: fit, needs: load,\n  ${matrix}}}\n`,
    );
    const told = loaded.ok
      ? ['nothing']
      : loaded.failure.map(
          ({where, code, what}) => `${where?.line ?? 0}:${where?.column ?? 0} ${code} — ${what}`,
        );
    expect(told).toEqual(expected);
  });

  test('a stage that takes one is not given many', async () => {
    const loaded = await load(
      'stages:\n  load: {uses: load}\n  train: {uses: fit, needs: load, matrix: {fold: [1, 2]}}\n  score: {uses: score, needs: train}\n  other: {uses: score, needs: "train[fold=3]"}\n',
    );
    expect(loaded.ok ? [] : loaded.failure.map(({what, todo}) => `${what} ${todo ?? ''}`)).toEqual([
      "Stage score is given 2 stages as model, but score takes one there. Name one: 'train[fold=1]'; or give it a matrix too, and name 'train[fold=${matrix.…}]'.",
      'Stage other needs train[fold=3], which is no stage of this pipeline. Did you mean train[fold=1]? Its stages are: load, train[fold=1], train[fold=2], score, other.',
    ]);
  });
});
