import {afterEach, expect, test} from 'vitest';
import {loadPipeline} from '../../../src/runner/load-pipeline.ts';
import type {Pipeline} from '../../../src/runner/pipeline.ts';
import {recipeOf, recipeText, settledText} from '../../../src/runner/recipe.ts';
import {stageDefinitions} from '../../../src/stages/index.ts';
import {makeWorkspace, unwrap, type Workspace} from '../../rig/workspace.ts';

let workspace: Workspace | undefined;
afterEach(() => workspace?.remove());

const written = `name: all-there-is
params: {n: 3, name: "it's"}
metrics: {val_acc: max, val_loss: min}
stages:
  words:
    run: 'printf "$WORD \${HOME}" > "$EPOCHAL_OUT/words"'
    inputs: ['*.txt', 'a$\${b}.csv']
    with: {n: "\${n}", text: "$\${n} and $$\${n}", list: ["\${name}", "$\${n}", [1, true]], rate: 1.0e-7}
    env: {WORD: "\${name}", HOME:, "PRICE": "$\${n}"}
    retries: 2
    timeout: 1.5m
  download: {uses: download, with: {source: sample, train_rows: 100}, cache: false}
  preprocess: {uses: preprocess, needs: {raw: download}}
  augment: {uses: augment, needs: {dataset: preprocess}}
  train: {uses: train, needs: {dataset: augment}, with: {model: cnn, epochs: "\${n}", learning_rate: 0.1}}
  last: {run: cat, needs: {model: train, words: words}}
`;

test('a pipeline that was recorded is read again as it was, without its file', async () => {
  workspace = await makeWorkspace({'pipeline.yaml': written});
  const {folder} = workspace;
  const pipeline = unwrap(await loadPipeline(`${folder}/pipeline.yaml`, stageDefinitions));
  const text = recipeText(recipeOf(pipeline));
  const again = unwrap(await loadPipeline(`${folder}/run 1`, stageDefinitions, {text}));
  expect(plain(again)).toEqual(plain(pipeline));
  expect(recipeText(recipeOf(again))).toBe(text);
});

test('what was decided when it ran takes the place of what had been wished', () => {
  const text = recipeText({
    name: 'n',
    metrics: {},
    stages: {
      download: {uses: 'download', with: {source: 'auto', seed: 1}},
      count: {run: 'wc', env: {LANGUAGE: null}},
    },
  });
  const around = {inputs: {}, code: {}};
  const settled = settledText(
    text,
    new Map([
      ['download', {definition: 'download', params: {source: 'sample', seed: 1}, ...around}],
      ['count', {definition: 'run', params: {}, env: {LANGUAGE: '${x}'}, ...around}],
    ]),
  );
  expect(JSON.parse(settled ?? '')).toEqual({
    name: 'n',
    metrics: {},
    stages: {
      download: {uses: 'download', with: {source: 'sample', seed: 1}},
      count: {run: 'wc', env: {LANGUAGE: '$${x}'}},
    },
  });
  expect(settledText('no recipe', new Map())).toBeUndefined();
});

/** What decides something: no functions, no places. */
const plain = ({name, metrics, stages}: Pipeline) => ({
  name,
  metrics,
  stages: stages.map(
    ({definition, name: stage, params, needs, cache, retries, timeout, env, reads = []}) => ({
      ...{stage, params, needs, cache, retries, timeout, env},
      reads: reads.map(({path}) => path),
      uses: definition.name,
      own: definition.own,
    }),
  ),
});
