/**
 * How fast the study's CNN trains, beside Keras: batches of 256 from 8,192 random images, dropout on.
 *
 *     KERAS_PYTHON=keras/bin/python npm run bench:train -- [ROUNDS] [PART …]
 *
 * The parts, all of them unless some are named: threads, processes, augmentation, limit, engines (see below).
 * KERAS_PYTHON: a Python with tensorflow-cpu 2.15.1; without it no ratio to Keras. Each contender is a process that stays and
 * trains two epochs when it is told to, in turn with the other; Keras in one `fit` call. A measurement counts when a
 * calibration loop runs at its usual speed before and after it, or else after BENCH_ATTEMPTS (5) attempts. Two processes are pinned to a core each (`taskset`).
 */
import {startCalibration} from './calibration.ts';
import {interleave, print, type Comparison, type Contender} from './measure.ts';
import {startTrainer, type TrainerCommand} from './trainers.ts';

const sizes = {images: 8192, batch: 256, epochs: 2};
const [given = '5', ...chosen] = process.argv.slice(2);
const rounds = Number(given);
const calibration = startCalibration();

type Named = readonly [name: string, ...commands: TrainerCommand[]];

/** One process, or several whose rates are added. */
const start = async ([name, ...commands]: Named): Promise<
  (Contender & {readonly end: () => Promise<void>}) | undefined
> => {
  const trainers = (await Promise.all(commands.map((command) => startTrainer(command, sizes)))).flatMap(
    (trainer) => trainer ?? [],
  );
  if (trainers.length < commands.length) return undefined;
  return {
    name,
    measure: () =>
      calibration.gated(async () => {
        const rates = await Promise.all(trainers.map((trainer) => trainer.run()));
        return rates.reduce((sum, rate) => sum + rate, 0);
      }),
    end: async () => {
      await Promise.all(trainers.map((trainer) => trainer.end()));
    },
  };
};

const compare = async (title: string, ours: Named, peer: Named): Promise<Comparison | undefined> => {
  const own = await start(ours);
  const other = await start(peer);
  if (own === undefined) {
    console.log(`${title}\n  Keras is not installed: no figure`);
    return undefined;
  }
  const comparison = await interleave(own, other, rounds);
  print(title, 'images/s', comparison);
  await Promise.all([own.end(), other?.end()]);
  return comparison;
};

const graph: TrainerCommand = {engine: 'graph', threads: 2};
const keras: TrainerCommand = {engine: 'keras', threads: 2};
const apart = (engine: TrainerCommand['engine']): readonly [TrainerCommand, TrainerCommand] => [
  {engine, threads: 1, core: 0},
  {engine, threads: 1, core: 1},
];

const parts: Readonly<Record<string, () => Promise<void>>> = {
  threads: async () => {
    await compare('One process, two threads', ['graph engine', graph], ['Keras', keras]);
  },
  processes: async () => {
    await compare(
      'Two processes of one thread, against one of two',
      ['graph engine ×2', ...apart('graph')],
      ['Keras', keras],
    );
    await compare(
      'Two processes of one thread each',
      ['graph engine ×2', ...apart('graph')],
      ['Keras ×2', ...apart('keras')],
    );
  },
  augmentation: async () => {
    for (const [name, command] of [
      ['graph engine', graph],
      ['Keras', keras],
    ] as const) {
      const comparison = await compare(
        `${name}: an epoch of turned, zoomed and shifted images against one of images as they are`,
        [`${name}, augmented`, {...command, augmented: true}],
        [`${name}, as they are`, command],
      );
      if (comparison?.ratio !== undefined)
        console.log(`  augmentation adds ${(100 / comparison.ratio - 100).toFixed(1)} % to an epoch`);
    }
  },
  limit: async () => {
    const comparison = await compare(
      'The share of what the arithmetic alone would allow',
      ['graph engine', graph],
      ['the same convolutions alone', {engine: 'limit', threads: 2}],
    );
    if (comparison?.ratio !== undefined)
      console.log(`  ${(100 * comparison.ratio).toFixed(0)} % of oneDNN's rate on them`);
  },
  engines: async () => {
    await compare(
      'What the graph brings',
      ['graph engine', graph],
      ['eager engine', {...graph, engine: 'eager'}],
    );
  },
};

const unknown = chosen.find((part) => !Object.hasOwn(parts, part));
if (unknown !== undefined) throw new Error(`there is no part ${unknown}: ${Object.keys(parts).join(', ')}`);
for (const part of chosen.length === 0 ? Object.keys(parts) : chosen) await parts[part]?.();
console.log(calibration.report());
await calibration.close();
