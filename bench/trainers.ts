/** Trainings that stay and train when they are told to, each a process of its own: ours, Keras', and bare convolutions. */
import {createInterface} from 'node:readline';
import {execa} from 'execa';

export interface TrainerCommand {
  /** `limit`: the convolutions and products of the step alone, see `arithmetic-limit.ts`. */
  readonly engine: 'graph' | 'eager' | 'keras' | 'limit';
  readonly threads: number;
  /** Trained on images that are turned, zoomed and shifted, as in the study. */
  readonly augmented?: boolean;
  /** The core that it is pinned to (`taskset`). */
  readonly core?: number;
}

export interface RunningTrainer {
  /** Images a second of the next epochs. */
  readonly run: () => Promise<number>;
  readonly end: () => Promise<void>;
}

export interface TrainerSizes {
  readonly images: number;
  readonly batch: number;
  /** Trained at each `run`. */
  readonly epochs: number;
}

/** Undefined where Keras is asked for and not installed. */
export const startTrainer = async (
  {engine, threads, augmented = false, core}: TrainerCommand,
  {images, batch, epochs}: TrainerSizes,
  python = process.env['KERAS_PYTHON'],
): Promise<RunningTrainer | undefined> => {
  const sizes = [images, batch, epochs].map(String);
  const command = (): readonly string[] | undefined => {
    switch (engine) {
      case 'keras':
        return python === undefined
          ? undefined
          : [python, inBench('keras_epochs.py'), ...sizes, ...(augmented ? ['augmented'] : [])];
      case 'limit':
        return ['npx', 'tsx', inBench('arithmetic-limit.ts'), ...sizes, String(threads)];
      case 'graph':
      case 'eager':
        return [
          'npx',
          'tsx',
          inBench('trainer-epochs.ts'),
          ...sizes,
          engine,
          String(threads),
          String(augmented),
        ];
    }
  };
  const given = command();
  if (given === undefined) return undefined;
  const [program = '', ...rest] = core === undefined ? given : ['taskset', '-c', String(core), ...given];
  const child = execa(program, rest, {
    stderr: 'inherit',
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
