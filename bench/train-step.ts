/**
 * How fast the study's CNN trains, beside Keras: batches of 256 from 8,192 random images, dropout on.
 *
 *     KERAS_PYTHON=keras/bin/python npx tsx bench/train-step.ts [ROUNDS]
 *
 * KERAS_PYTHON: a Python with tensorflow-cpu 2.15.1; without it no ratio. Each contender is a process that stays and
 * trains two epochs when it is told to; Keras in one `fit` call. Two processes are pinned to a core each (`taskset`).
 */
import {createInterface} from 'node:readline';
import {execa} from 'execa';
import {startCalibration} from './calibration.ts';
import {interleave, print, type Contender} from './measure.ts';

const images = 8192;
const batch = 256;
const epochs = 2;
const rounds = Number(process.argv[2] ?? 5);
const python = process.env['KERAS_PYTHON'];
const calibration = startCalibration();

interface Worker {
  /** Images a second of the next epochs. */
  readonly run: () => Promise<number>;
  readonly end: () => Promise<void>;
}

interface Command {
  readonly engine: 'graph' | 'eager' | 'keras';
  readonly threads: number;
  readonly core?: number;
}

const start = async ({engine, threads, core}: Command): Promise<Worker> => {
  const sizes = [images, batch, epochs].map(String);
  const [file, args] =
    engine === 'keras'
      ? [python ?? 'python3', [inBench('keras_epochs.py'), ...sizes]]
      : ['npx', ['tsx', inBench('trainer-epochs.ts'), ...sizes, engine, String(threads)]];
  const pinned = core === undefined ? [file, ...args] : ['taskset', '-c', String(core), file, ...args];
  const [program = '', ...rest] = pinned;
  const child = execa(program, rest, {
    stderr: 'ignore',
    reject: false,
    env: {TF_NUM_INTRAOP_THREADS: String(threads), OMP_NUM_THREADS: String(threads)},
  });
  const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const line = await lines.next();
    if (line.done === true) throw new Error(`${engine} ended before it was told to`);
    return line.value;
  };
  await next();
  return {
    run: async () => {
      child.stdin.write('go\n');
      return Number(await next());
    },
    end: async () => {
      child.stdin.end();
      await child;
    },
  };
};

const inBench = (name: string): string => new URL(name, import.meta.url).pathname;

/** One process with two threads, or two with one each whose rates are added. */
const contender = (name: string, workers: readonly Worker[]): Contender => ({
  name,
  measure: () =>
    calibration.gated(async () => {
      const rates = await Promise.all(workers.map((worker) => worker.run()));
      return rates.reduce((sum, rate) => sum + rate, 0);
    }),
});

const compare = async (
  title: string,
  [ourName, ...ours]: readonly [string, ...Command[]],
  [peerName, ...peer]: readonly [string, ...Command[]],
): Promise<void> => {
  const startAll = (commands: readonly Command[]) => Promise.all(commands.map(start));
  const own = await startAll(ours);
  const other =
    python === undefined && peer.some(({engine}) => engine === 'keras') ? [] : await startAll(peer);
  const peerOrNone = other.length === 0 ? undefined : contender(peerName, other);
  print(title, 'images/s', await interleave(contender(ourName, own), peerOrNone, rounds));
  await Promise.all([...own, ...other].map((worker) => worker.end()));
};

const graph: Command = {engine: 'graph', threads: 2};
const keras: Command = {engine: 'keras', threads: 2};
const apart = (engine: Command['engine']): readonly [Command, Command] => [
  {engine, threads: 1, core: 0},
  {engine, threads: 1, core: 1},
];

await compare('One process, two threads', ['graph engine', graph], ['Keras', keras]);
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
await compare(
  'What the graph brings',
  ['graph engine', graph],
  ['eager engine', {engine: 'eager', threads: 2}],
);
console.log(calibration.report());
await calibration.close();
