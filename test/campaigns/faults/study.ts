import {mkdir, rm, writeFile} from 'node:fs/promises';
import {setTimeout as sleep} from 'node:timers/promises';
import {dirname, join} from 'node:path';
import {artifactFolder} from '../../../src/runner/artifact.ts';
import {contentsOf, newFolder, startRun, type Content} from './ground.ts';

/**
 * Every kind of stage there is, on next to no data: all built-in ones, commands (with files, globs and variables, with and without a cache, as
 * cells of a matrix) and a module of one's own, which takes all cells of the matrix.
 */
const files: Readonly<Record<string, string>> = {
  'pipeline.yaml': `name: faults
metrics: {val_acc: max}
stages:
  download: {uses: download, with: {source: sample, train_rows: 96, test_rows: 72}}
  preprocess: {uses: preprocess, needs: {raw: download}}
  augment: {uses: augment, needs: {dataset: preprocess}, with: {rotation: 10}}
  train:
    uses: train
    needs: {dataset: augment}
    with: {model: mlp, hidden: [16], epochs: 3, batch_size: 32, seed: 1, threads: 1}
  evaluate: {uses: evaluate, needs: {model: train, dataset: preprocess}}
  count:
    run: |
      wc -w < words.txt > "$EPOCHAL_OUT/count"
      echo '{"name": "words", "step": 1, "value": 3}' >> "$EPOCHAL_METRICS"
    inputs: [words.txt]
  pad:
    run: |
      cat "$EPOCHAL_IN_COUNT/count" > "$EPOCHAL_OUT/count"
      head -c 200000 /dev/zero > "$EPOCHAL_OUT/padding"
    needs: {count: count}
  pad-more:
    run: |
      mkdir "$EPOCHAL_OUT/deep"
      cp "$EPOCHAL_IN_PAD/padding" "$EPOCHAL_OUT/deep/padding"
      echo more > "$EPOCHAL_OUT/more"
    needs: {pad: pad}
  fold:
    matrix: {part: [a, b, c], exclude: [{part: b}]}
    run: |
      cat parts/*.txt parts/more/*.txt | grep -c '\${matrix.part}' > "$EPOCHAL_OUT/lines"
      echo '{"name": "lines", "value": 1}' >> "$EPOCHAL_METRICS"
    inputs: parts/**/*.txt
    env: {LC_ALL: C}
  always: {run: 'echo "$WORD" > "$EPOCHAL_OUT/word"', env: {WORD: again}, cache: false}
  own: {uses: ./stages/own.ts, needs: {counted: count, folds: fold}, with: {times: 3}}
`,
  'words.txt': 'one two three\n',
  'parts/a.txt': 'a\n',
  'parts/more/c.txt': 'c\na\n',
  'stages/own.ts': `import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {defineStage, z} from 'epochal';

export default defineStage({
  summary: 'Counts again.',
  inputs: {
    counted: 'A folder with a number in a file.',
    folds: {doc: 'Folders with the number of lines of a part.', many: true},
  },
  params: {times: z.int().describe('How often.')},
  async run({params, inputs, out, report}) {
    const count = Number(await readFile(join(inputs.counted, 'count'), 'utf8'));
    for (let time = 1; time <= params.times; time++) report.metrics({words: time * count}, time);
    let lines = 0;
    for (const folder of Object.values(inputs.folds)) lines += Number(await readFile(join(folder, 'lines'), 'utf8'));
    await writeFile(join(out, 'words.txt'), String(params.times * count + lines));
  },
});
`,
};

/** Stages whose process of its own has to load TensorFlow or draw figures: seconds, where the others take a blink. */
const heavy = ['preprocess', 'augment', 'train', 'evaluate'] as const;

export interface Study {
  /** The workspace of a run that nothing disturbed. Read only. */
  readonly folder: string;
  /** Key → what its artifact holds. */
  readonly contents: ReadonlyMap<string, Content>;
  /** Stage → its key. */
  readonly keys: ReadonlyMap<string, string>;
}

/** Runs it once, undisturbed. */
export async function makeStudy(): Promise<Study> {
  const folder = newFolder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), {recursive: true});
    await writeFile(join(folder, path), text);
  }
  // Of files that are younger no hash is remembered, and then there is no index of them to be damaged.
  await sleep(2_500);
  const running = startRun(folder);
  const {exitCode, stderr, stdout} = await running.ended;
  if (exitCode !== 0) throw new Error(`The undisturbed run failed: ${stderr}${stdout}`);
  const done = running.events.flatMap(({event}) =>
    event.type === 'stage-done' ? [[event.stage, event.key] as const] : [],
  );
  return {folder, contents: await contentsOf(folder), keys: new Map(done)};
}

/** Which stages a round makes again. */
export type Part = 'light' | (typeof heavy)[number];
export const parts: readonly Part[] = ['light', ...heavy];

/** Its key is another in every execution. */
export const withoutCache = 'always';

/** Not the one without a cache. */
const lightOnes = ['download', 'count', 'pad', 'pad-more', 'fold[part=a]', 'fold[part=c]', 'own'];

/** Takes results out of a copy of the study's store, so that a run has to make them again: the light ones, and one heavy one. */
export async function takeOut(folder: string, part: Part, {keys}: Study): Promise<void> {
  for (const stage of part === 'light' ? lightOnes : [...lightOnes, part])
    await rm(artifactFolder(join(folder, 'artifacts'), keyOf(stage, keys)), {recursive: true});
}

/** Undefined keys would empty the store. */
function keyOf(stage: string, keys: Study['keys']): string {
  const key = keys.get(stage);
  if (key === undefined) throw new Error(`${stage} is no stage of the study.`);
  return key;
}
