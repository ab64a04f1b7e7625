/**
 * The whole study on the real data, against Keras doing the three trainings one after the other.
 *
 *     npx tsx bench/study.ts [ROUNDS]
 *
 * EPOCHAL_DATA: a folder with sign_mnist_train.csv(.gz) and sign_mnist_test.csv(.gz).
 * KERAS_PYTHON and KERAS_REFERENCE: a Python with tensorflow-cpu 2.15.1, and the reference program; without them no ratio.
 */
import {cp, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {interleave, median, print, type Contender} from './measure.ts';

const root = new URL('..', import.meta.url).pathname;
const data = process.env['EPOCHAL_DATA'] ?? join(root, '../shared/data');
const python = process.env['KERAS_PYTHON'];
const reference = process.env['KERAS_REFERENCE'] ?? join(root, '../shared/reference/keras_reference.py');
const rounds = Number(process.argv[2] ?? 1);

interface Shown {
  readonly metrics: readonly {
    readonly name: string;
    readonly points: readonly {readonly value: number}[];
  }[];
}

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
};

const epochal: Contender = {
  name: 'epochal run, three experiments',
  measure: async () => {
    const workspace = await mkdtemp(join(tmpdir(), 'epochal-study-'));
    await cp(join(root, 'pipeline.yaml'), join(workspace, 'pipeline.yaml'));
    await cp(join(root, 'experiments'), join(workspace, 'experiments'), {
      recursive: true,
      filter: (path) => !path.includes('runs.db'),
    });
    const cli = (...args: string[]) => execa('node', [join(root, 'dist/cli.js'), ...args], {cwd: workspace});
    const run = ['run', '-s', 'download.source=file', '-s', `download.path=${data}`];
    const cold = await seconds(() => cli(...run));
    const warm = await seconds(() => cli(...run));
    console.log((await cli('compare', 'runs')).stdout);
    for (const experiment of ['mlp', 'cnn', 'cnn-augmented']) {
      const {metrics} = JSON.parse((await cli('show', experiment, '--json')).stdout) as Shown;
      const lastFive = (metric: string) =>
        median(
          metrics
            .find(({name}) => name === metric)
            ?.points.slice(-5)
            .map(({value}) => value) ?? [],
        );
      console.log(
        `  ${experiment}, median of the last five epochs: val_acc ${lastFive('val_acc').toFixed(4)} val_loss ${lastFive('val_loss').toFixed(4)}`,
      );
    }
    console.log(`  a second run, nothing to do: ${warm.toFixed(2)} s`);
    await rm(workspace, {recursive: true});
    return cold;
  },
};

const keras: Contender = {
  name: 'Keras, one after the other',
  measure: () =>
    seconds(async () => {
      for (const model of ['mlp', 'cnn', 'augmented']) {
        const {stdout} = await execa(python ?? 'python3', [reference, model, '--data', data], {
          stderr: 'ignore',
        });
        const {seconds: inFit, val_acc} = JSON.parse(stdout) as {seconds: number; val_acc: number[]};
        console.log(`  Keras ${model}: ${inFit} s in fit, val_acc ${String(val_acc.slice(-5))}`);
      }
    }),
};

print(
  'The study on real data, start to end',
  's',
  await interleave(epochal, python === undefined ? undefined : keras, rounds),
);
