/**
 * Every model on the real data, 20 epochs through the built program: a Markdown table of accuracy, parameters and time.
 *
 *     npm run bench:models -- [DIR] [--seeds] [--epochs 20]
 *
 * DIR: the workspace, in the system's temporary folder where none is named. What is done there is taken from its store: a
 * call that was interrupted goes on where it stopped, epoch by epoch. One thread a training, as many side by side as there are cores.
 * `--seeds`: mlp, cnn and augmented cnn with three seeds each, as means with 95 % intervals (Student's t).
 * EPOCHAL_DATA: a folder with sign_mnist_train.csv(.gz) and sign_mnist_test.csv(.gz).
 */
import {cp, mkdir, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {execa} from 'execa';
import {models} from '../src/ml/models/index.ts';
import {median} from './measure.ts';

const root = new URL('..', import.meta.url).pathname;
const data = resolve(process.env['EPOCHAL_DATA'] ?? join(root, '../shared/data'));
const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {seeds: {type: 'boolean', default: false}, epochs: {type: 'string', default: '20'}},
});
const workspace = resolve(positionals[0] ?? join(tmpdir(), 'epochal-bench-models'));

interface Training {
  readonly model: string;
  readonly augmented: boolean;
  readonly seed: number;
}

interface Shown {
  /** By `stage.name`. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly metrics: readonly {
    readonly name: string;
    readonly points: readonly {readonly value: number}[];
  }[];
}

interface Outcome {
  readonly accuracy: number;
  readonly best: number;
  readonly parameters: number;
  readonly seconds: number;
  readonly imagesPerSecond: number;
}

const nameOf = ({model, augmented, seed}: Training): string =>
  `${model}${augmented ? '-augmented' : ''}${seed === 1 ? '' : `-seed-${seed}`}`;

/** The study's own augmentation. */
const augmentation = {rotation: 10, zoom: 0.1, width_shift: 0.1, height_shift: 0.1};

const prepare = async (trainings: readonly Training[]): Promise<void> => {
  await mkdir(join(workspace, 'experiments'), {recursive: true});
  await cp(join(root, 'pipeline.yaml'), join(workspace, 'pipeline.yaml'));
  // The pipeline names the study's experiments.
  for (const own of ['mlp', 'cnn', 'cnn-augmented']) {
    await cp(join(root, `experiments/${own}.yaml`), join(workspace, `experiments/${own}.yaml`));
  }
  for (const training of trainings) {
    const set = {
      'train.model': training.model,
      'train.seed': training.seed,
      ...(training.augmented &&
        Object.fromEntries(Object.entries(augmentation).map(([name, value]) => [`augment.${name}`, value]))),
    };
    // JSON is YAML.
    await writeFile(join(workspace, 'experiments', `${nameOf(training)}.yaml`), JSON.stringify({set}));
  }
};

/** All in one run, so that they go side by side. */
const train = async (trainings: readonly Training[]): Promise<void> => {
  await prepare(trainings);
  const given = [
    `download.source=file`,
    `download.path=${data}`,
    `train.epochs=${values.epochs}`,
    'train.threads=1',
  ];
  const experiments = trainings.map(nameOf).join(',');
  await execa(
    process.execPath,
    [
      join(root, 'dist/cli.js'),
      'run',
      '--plain',
      '-e',
      experiments,
      ...given.flatMap((each) => ['-s', each]),
    ],
    {cwd: workspace, stdio: ['ignore', 2, 2]},
  );
};

const outcomeOf = async (training: Training): Promise<Outcome> => {
  const name = nameOf(training);
  const shown = JSON.parse(
    (await execa(process.execPath, [join(root, 'dist/cli.js'), 'show', name, '--json'], {cwd: workspace}))
      .stdout,
  ) as Shown;
  const points = (metric: string): readonly number[] =>
    shown.metrics.find((each) => each.name === metric)?.points.map(({value}) => value) ?? [];
  return {
    accuracy: points('val_acc').at(-1) ?? NaN,
    best: Math.max(...points('val_acc')),
    parameters: Number(shown.facts['train.parameters']),
    seconds: points('epoch_seconds').reduce((sum, value) => sum + value, 0),
    imagesPerSecond: median(points('images_per_second')),
  };
};

const row = (...cells: readonly string[]): void => console.log(`| ${cells.join(' | ')} |`);
const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const ruled = (...heads: readonly string[]): void => {
  row(...heads);
  row(...heads.map(() => '---'));
};

const everyModel: readonly Training[] = Object.keys(models).flatMap((model) => [
  {model, augmented: false, seed: 1},
  ...(model === 'cnn' || model === 'resnet' ? [{model, augmented: true, seed: 1}] : []),
]);
const studied = [
  {model: 'mlp', augmented: false},
  {model: 'cnn', augmented: false},
  {model: 'cnn', augmented: true},
];
const seeds = [1, 2, 3];
/** Student's t for 95 % with two degrees of freedom. */
const t = 4.303;

if (values.seeds) {
  const withSeeds = studied.map((each) => seeds.map((seed): Training => ({...each, seed})));
  await train(withSeeds.flat());
  ruled('model', 'val_acc, each seed', 'mean ± 95 %');
  for (const group of withSeeds) {
    const accuracies: number[] = [];
    for (const training of group) accuracies.push((await outcomeOf(training)).accuracy);
    const mean = accuracies.reduce((sum, value) => sum + value, 0) / accuracies.length;
    const variance =
      accuracies.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (accuracies.length - 1);
    const half = t * Math.sqrt(variance / accuracies.length);
    const [first] = group;
    row(
      first === undefined ? '' : nameOf(first),
      accuracies.map((value) => value.toFixed(4)).join(', '),
      `${mean.toFixed(4)} ± ${half.toFixed(4)}`,
    );
  }
} else {
  await train(everyModel);
  ruled('model', 'val_acc at the end', 'best', 'parameters', 'seconds', 'images/s, one thread');
  for (const training of everyModel) {
    const {accuracy, best, parameters, seconds, imagesPerSecond} = await outcomeOf(training);
    const cells = [parameters, seconds, imagesPerSecond].map(whole);
    row(nameOf(training), accuracy.toFixed(4), best.toFixed(4), ...cells);
  }
}
