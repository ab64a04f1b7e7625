import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {expandRuns} from '../../../src/runner/expand-runs.ts';
import type {Failure, Result} from '../../../src/runner/failure.ts';
import {loadExperiments} from '../../../src/runner/load-experiments.ts';
import {loadPipeline} from '../../../src/runner/load-pipeline.ts';
import {stageDefinitions} from '../../../src/stages/index.ts';
import {loadSweep} from '../../../src/sweeps/load-sweep.ts';
import {faultsOfSpace} from '../../../src/sweeps/trial-plan.ts';
import {failureText} from '../../../src/ui/failure-text.ts';
import {mutate} from './mutate.ts';
import {isTrace, type Target} from './target.ts';

const repository = new URL('../../..', import.meta.url).pathname;

/** Uses all that a pipeline file can say. */
const all = `# yaml-language-server: $schema=./pipeline.schema.json
name: everything
metrics: {val_acc: max, val_loss: min}
params: {rows: 240, seed: 1}
stages:
  download: {uses: download, with: {source: sample, train_rows: "\${rows}", test_rows: 240}, retries: 2, timeout: 15m}
  preprocess: {uses: preprocess, needs: {raw: download}}
  augment: {uses: augment, needs: {dataset: preprocess}, with: {rotation: 10, zoom: 0.1, fill: nearest}}
  train: {uses: train, needs: {dataset: augment}, with: {model: mlp, hidden: [32, 16], epochs: 2, seed: "\${seed}"}}
  evaluate: {uses: evaluate, needs: {model: train, dataset: preprocess}}
  count:
    run: |
      wc -l < words.txt > "$EPOCHAL_OUT/count"
    inputs: [words.txt, src/**/*.py]
    env: {MODE: fast, HOME: }
    needs: [download]
    cache: false
experiments: [mlp]
`;

const experiment = `description: Larger, and slower.
set:
  train.model: cnn
  train.epochs: 3
  augment.rotation: 15
  download.train_rows: 480
`;

const sweep = `description: All that there is.
method: sobol
seed: 7
space:
  train.model: [mlp, cnn]
  train.learning_rate: {float: [0.0001, 0.1], log: true}
  augment.zoom: {float: [0, 0.2], step: 0.05}
  augment.rotation: {choices: [0, 10], when: {train.model: [mlp, cnn]}}
exclude: [{train.model: mlp, augment.rotation: 10}]
seeds: 3
objective: {metric: val_loss, of: best}
budget: {trials: 20, epochs: 200, time: 1h 30m, target: 0.1}
set: {train.epochs: 5}
early_stop: {method: asha, min_epochs: 2}
`;

type Loaded = Result<unknown, readonly Failure[]>;

/** One kind of file: what is mutated, where it lies, and how it is read. */
interface Kind {
  readonly name: string;
  readonly path: string;
  readonly seeds: (folder: string) => Promise<readonly string[]>;
  readonly load: (file: string, folder: string) => Promise<Loaded>;
}

const fromRepository = (...paths: readonly string[]) =>
  Promise.all(paths.map((path) => readFile(join(repository, path), 'utf8')));

const loadGood = async (folder: string) => {
  const pipeline = await loadPipeline(join(folder, 'pipeline.yaml'), stageDefinitions);
  if (!pipeline.ok) throw new Error(`The pipeline is meant to be good: ${JSON.stringify(pipeline.failure)}`);
  return pipeline.value;
};

const kinds: readonly Kind[] = [
  {
    name: 'pipeline files',
    path: 'mutant.yaml',
    seeds: async () => [all, ...(await fromRepository('pipeline.yaml'))],
    load: async (file) => {
      const pipeline = await loadPipeline(file, stageDefinitions);
      return pipeline.ok ? expandRuns(pipeline.value, [], []) : pipeline;
    },
  },
  {
    name: 'experiment files',
    path: 'experiments/mutant.yaml',
    seeds: async () => [experiment, ...(await fromRepository('experiments/cnn-augmented.yaml'))],
    load: async (_, folder) => {
      const pipeline = await loadGood(folder);
      const experiments = await loadExperiments(pipeline, ['mutant']);
      return experiments.ok ? expandRuns(pipeline, experiments.value, []) : experiments;
    },
  },
  {
    name: 'sweep files',
    path: 'experiments/mutant.sweep.yaml',
    seeds: async () => [sweep, ...(await fromRepository('experiments/augmentation.sweep.yaml'))],
    load: async (file, folder) => {
      const pipeline = await loadGood(folder);
      const loaded = await loadSweep(file, pipeline);
      if (!loaded.ok) return loaded;
      const faults = faultsOfSpace({sweep: loaded.value, pipeline, overrides: []});
      return faults.length > 0 ? {ok: false, failure: faults} : loaded;
    },
  },
];

/** Readers of what users write: every fault has its place in the file. */
export const yamlTargets = (): Promise<readonly Target[]> => Promise.all(kinds.map((kind) => open(kind)));

async function open({name, path, seeds, load}: Kind): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), 'epochal-fuzz-'));
  const file = join(folder, path);
  await mkdir(dirname(file), {recursive: true});
  await mkdir(join(folder, 'experiments'), {recursive: true});
  await writeFile(join(folder, 'pipeline.yaml'), all);
  await writeFile(join(folder, 'experiments/mlp.yaml'), experiment);
  const texts = await seeds(folder);
  return {
    name,
    feed: async (random) => {
      await writeFile(file, mutate(texts[random.below(texts.length)] ?? all, random));
      const loaded = await load(file, folder);
      if (loaded.ok) return undefined;
      if (loaded.failure.length === 0) return 'it is refused without a word';
      return loaded.failure.map((failure) => wrongWith(failure, folder)).find((wrong) => wrong !== undefined);
    },
    close: () => rm(folder, {recursive: true, force: true}),
  };
}

/** A place that is in a file of the workspace; a whole file can be at fault only as a whole. */
function wrongWith(failure: Failure, folder: string): string | undefined {
  const {where, blame, what, code} = failure;
  if (blame !== 'user') return `${code} is not the user's fault: ${what}`;
  if (where === undefined) return `no place: ${what}`;
  if (!where.file.startsWith(folder)) return `a place elsewhere: ${where.file}: ${what}`;
  if (!wholeFile.has(code) && !(Number(where.line) >= 1 && Number(where.column) >= 1))
    return `no line and column: ${code}: ${what}`;
  const text = failureText(failure, {folder});
  return isTrace(text) || /undefined|\[object Object\]|NaN:NaN/.test(what)
    ? `an odd text: ${text}`
    : undefined;
}

/** What can be said of a file as a whole only. */
const wholeFile = new Set([
  'file-not-text',
  'file-empty',
  'file-too-large',
  'file-missing',
  'file-unreadable',
]);
