import {createHash} from 'node:crypto';
import {copyFile, open, readFile, rename} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import {floatsOf, littleEndian} from './float-bytes.ts';
import type {Weight} from './engine/trainer.ts';
import type {Progress} from './training.ts';

/** Where a training stands after an epoch, and on what it was computed. */
export interface Checkpoint extends Progress {
  /** Other counts round differently: to end with the same bits, training goes on with this one. */
  readonly threads: number;
}

/**
 * One file: a line with the SHA-256 of all that follows, a line of JSON, then all numbers as float32, little-endian.
 * Written beside and renamed, so that a kill leaves this epoch's or the last one's, whole.
 */
export async function writeCheckpoint(folder: string, checkpoint: Checkpoint): Promise<void> {
  const {history, threads, state, best} = checkpoint;
  const header: Header = {
    history: history.map((record) => ({...record})),
    threads,
    step: state.step,
    weights: state.weights.map(shapeOf),
    slots: state.slots.map(shapeOf),
    ...(best !== undefined && {best: {epoch: best.epoch, weights: best.weights.map(shapeOf)}}),
  };
  const parts = [
    Buffer.from(`${JSON.stringify(header)}\n`),
    ...[...state.weights, ...state.slots, ...(best?.weights ?? [])].map(({values}) => littleEndian(values)),
  ];
  // Of a process that was killed the child may write for a moment longer, beside the one that goes on from here.
  const beside = join(folder, `${fileName}.${process.pid}.new`);
  const file = await open(beside, 'w');
  try {
    await file.writeFile(`${digestOf(parts)}\n`);
    for (const part of parts) await file.writeFile(part);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, join(folder, fileName));
}

/** Keeps the checkpoint of a training that is done in another folder, for a longer one to go on from. */
export const keepCheckpoint = (from: string, to: string): Promise<void> =>
  copyFile(join(from, fileName), join(to, fileName));

/** Undefined where there is none, or none that is whole: then training begins at the beginning. */
export async function readCheckpoint(folder: string): Promise<Checkpoint | undefined> {
  const file = await readFile(join(folder, fileName)).catch(() => undefined);
  if (file === undefined) return undefined;
  const bytes = file.subarray(digestLength + 1);
  if (file.toString('latin1', 0, digestLength + 1) !== `${digestOf([bytes])}\n`) return undefined;
  const end = bytes.indexOf('\n');
  const header = headerSchema.safeParse(JSON.parse(bytes.toString('utf8', 0, end)));
  // Whole, but of another release.
  if (!header.success) return undefined;

  const {history, threads, step, weights, slots, best} = header.data;
  let offset = end + 1;
  const take = ({name, shape}: {name: string; shape: number[]}): Weight => {
    const length = shape.reduce((product, side) => product * side, 1);
    return {name, shape, values: floatsOf(bytes.subarray(offset, (offset += 4 * length)))};
  };
  // In the order in which they stand in the file.
  const state = {step, weights: weights.map(take), slots: slots.map(take)};
  return {
    history: history.map(({more, ...record}) => (more === undefined ? record : {...record, more})),
    threads,
    state,
    ...(best !== undefined && {best: {epoch: best.epoch, weights: best.weights.map(take)}}),
  };
}

const shapeOf = ({name, shape}: Weight) => ({name, shape: [...shape]});

const fileName = 'checkpoint.bin';
const digestLength = 64;

const digestOf = (parts: readonly Buffer[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

const tensorSchema = z.object({name: z.string(), shape: z.array(z.int().nonnegative())});
const headerSchema = z.object({
  history: z.array(
    z.object({
      epoch: z.int(),
      loss: z.number(),
      acc: z.number(),
      val_loss: z.number(),
      val_acc: z.number(),
      more: z.record(z.string(), z.number()).optional(),
      learning_rate: z.number(),
      epoch_seconds: z.number(),
      images_per_second: z.number(),
    }),
  ),
  threads: z.int().positive(),
  step: z.int().nonnegative(),
  weights: z.array(tensorSchema),
  slots: z.array(tensorSchema),
  best: z.object({epoch: z.int().positive(), weights: z.array(tensorSchema)}).optional(),
});
type Header = z.output<typeof headerSchema>;
