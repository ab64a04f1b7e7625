/** Eight trainings of the CNN, two at a time, beside Keras one after the other and beside Optuna with two jobs; all from the CSV files on. */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {median, summarise} from '../measure.ts';
import {isThere, realData, writeSubset} from './real-data.ts';
import {benchWorkspace, statusOf, studyPipeline} from './workspace.ts';

const epochs = 3;
const python = process.env['KERAS_PYTHON'];
const rounds = Number(process.env['ROUNDS'] ?? 2);
/** Of the training set; 0 takes all that there are. */
const images = Number(process.env['IMAGES'] ?? 0);

export async function throughput(): Promise<void> {
  if (!isThere()) {
    console.log('  no real data here (EPOCHAL_DATA): left out');
    return;
  }
  const part = images > 0 ? await mkdtemp(join(tmpdir(), 'epochal-part-')) : undefined;
  if (part !== undefined) await writeSubset(part, [images, Math.round(images / 4)]);
  const data = part ?? realData;
  const contenders: readonly (readonly [string, () => Promise<number>])[] = [
    ['epochal sweep', () => ours(data)],
    ...(python === undefined
      ? []
      : ([
          ['Keras, one after the other', () => keras(python, data, 'one')],
          ['Optuna and Keras, n_jobs=2', () => keras(python, data, 'optuna')],
        ] as const)),
  ];
  const seconds = contenders.map((): number[] => []);
  // In turn, so that a slow spell of the machine hits all.
  for (let round = 0; round < rounds; round++)
    for (const [index, [, measure]] of contenders.entries()) seconds[index]?.push(await measure());
  if (part !== undefined) await rm(part, {recursive: true});
  console.log(
    `  eight CNN trainings of ${epochs} epochs, ${images > 0 ? images : 'all'} images, from the CSV files on`,
  );
  const [own = []] = seconds;
  for (const [index, [name]] of contenders.entries()) {
    const taken = seconds[index] ?? [];
    const {min, median: middle, max} = summarise(name, taken);
    const ratio = median(own.map((each, round) => each / (taken[round] ?? NaN)));
    console.log(
      `  ${name.padEnd(28)} ${middle.toFixed(1)} s (${min.toFixed(1)} – ${max.toFixed(1)})${index === 0 ? '' : `   ours / theirs ${ratio.toFixed(2)}`}`,
    );
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function ours(data: string): Promise<number> {
  const workspace = await benchWorkspace({
    'pipeline.yaml': studyPipeline(data, `{model: cnn, epochs: ${epochs}, batch_size: 256}`),
    'experiments/rates.sweep.yaml':
      'space: {train.learning_rate: [0.0003, 0.0005, 0.0007, 0.001, 0.0015, 0.002, 0.003, 0.004]}\n',
  });
  const taken = await timed(() => workspace.epochal('sweep', 'rates', '--plain'));
  const {trials} = await statusOf(workspace, 'rates');
  console.log(`    val_acc ${trials.map(({value}) => value?.toFixed(4)).join(' ')}`);
  await workspace.remove();
  return taken;
}

const keras = (command: string, data: string, how: 'one' | 'optuna'): Promise<number> =>
  timed(async () => {
    const program = new URL('../keras_sweep.py', import.meta.url).pathname;
    const {stdout} = await execa(command, [program, data, String(epochs), how], {stderr: 'ignore'});
    console.log(`    val_acc ${stdout}`);
  });
