import {readFile} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {z} from 'zod';
import {floatsOf} from './float-bytes.ts';

/** The first of the tensors in a file in which two copies of it differ. */
export interface TensorDifference {
  readonly tensor: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  /** Elements that are not the same to the bit, of `count`. */
  readonly differing: number;
  readonly count: number;
  /** The largest distance of two elements. */
  readonly largest: number;
  /** The same in units in the last place: how many float32 lie between. Null where the elements are whole numbers. */
  readonly ulp: number | null;
  /** Of the first element that differs: where, and the two values. */
  readonly first: {readonly index: readonly number[]; readonly before: number; readonly after: number};
  /** Tensors of the file that differ, of all. */
  readonly tensors: readonly [differing: number, all: number];
}

/** A tensor as it lies in a file. */
interface Stored {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  /** Bytes from the beginning of the file. */
  readonly offset: number;
}

/** Whether a file of an artifact holds tensors that can be told apart here. */
export const holdsTensors = (path: string): boolean =>
  /(^|\/)weights\.bin$|\.images\.u8$|\.labels\.u16$/.test(path);

/**
 * Compares two copies of a file with tensors: the weights of a model, the pixels and labels of a data set. Undefined where it holds none,
 * where what describes them cannot be read, and where all are equal.
 */
export async function compareTensors(
  path: string,
  {before, after}: {/** The two folders. */ readonly before: string; readonly after: string},
): Promise<TensorDifference | undefined> {
  try {
    const [old, now, tensors] = await Promise.all([
      readFile(join(before, path)),
      readFile(join(after, path)),
      tensorsIn(join(before, path)),
    ]);
    const differences = tensors.flatMap((tensor) => compare(tensor, old, now) ?? []);
    const [first] = differences;
    return first === undefined ? undefined : {...first, tensors: [differences.length, tensors.length]};
  } catch {
    return undefined;
  }
}

async function tensorsIn(file: string): Promise<readonly Stored[]> {
  const json = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(dirname(file), name), 'utf8')) as unknown;
  const name = basename(file);
  if (name === 'weights.bin') {
    const {weightsManifest} = modelSchema.parse(await json('model.json'));
    let offset = 0;
    return weightsManifest
      .flatMap(({weights}) => weights)
      .map((weight) => {
        const stored = {...weight, offset};
        offset += sizeOf(weight.shape) * bytesOf(weight.dtype);
        return stored;
      });
  }
  const {height, width, counts} = datasetSchema.parse(await json('dataset.json'));
  const [split, kind] = name.split('.');
  const count = split === 'train' ? counts.train : counts.test;
  const shape = kind === 'images' ? [count, height, width] : [count];
  return [
    {name: `${split ?? ''} ${kind ?? ''}`, shape, dtype: kind === 'images' ? 'uint8' : 'uint16', offset: 0},
  ];
}

const shapeSchema = z.array(z.int().nonnegative());
const modelSchema = z.object({
  weightsManifest: z.array(
    z.object({weights: z.array(z.object({name: z.string(), shape: shapeSchema, dtype: z.string()}))}),
  ),
});
const datasetSchema = z.object({
  height: z.int().positive(),
  width: z.int().positive(),
  counts: z.object({train: z.int().nonnegative(), test: z.int().nonnegative()}),
});

function compare(
  {name, shape, dtype, offset}: Stored,
  old: Buffer,
  now: Buffer,
): Omit<TensorDifference, 'tensors'> | undefined {
  const count = sizeOf(shape);
  const end = offset + count * bytesOf(dtype);
  const [one, other] = [old.subarray(offset, end), now.subarray(offset, end)];
  if (one.equals(other) || one.length !== other.length) return undefined;
  const [values, others] = [numbersOf(one, dtype), numbersOf(other, dtype)];
  let differing = 0;
  let largest = 0;
  let ulp = 0;
  let first = -1;
  for (let index = 0; index < count; index++) {
    const [value = 0, another = 0] = [values[index], others[index]];
    if (Object.is(value, another)) continue;
    differing++;
    if (first < 0) first = index;
    largest = Math.max(largest, Math.abs(value - another));
    ulp = Math.max(ulp, ulpsBetween(value, another));
  }
  return {
    tensor: name,
    shape,
    dtype,
    differing,
    count,
    largest,
    ulp: dtype === 'float32' ? ulp : null,
    first: {index: indexIn(shape, first), before: values[first] ?? NaN, after: others[first] ?? NaN},
  };
}

const bytesOf = (dtype: string): number => ({uint8: 1, bool: 1, uint16: 2})[dtype] ?? 4;

function numbersOf(bytes: Buffer, dtype: string): Readonly<ArrayLike<number>> {
  const size = bytesOf(dtype);
  if (dtype === 'float32') return floatsOf(bytes);
  if (size === 1) return bytes;
  return Array.from({length: bytes.length / size}, (_, index) =>
    size === 2 ? bytes.readUInt16LE(2 * index) : bytes.readInt32LE(4 * index),
  );
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** Where an element lies: the last side counts fastest. */
function indexIn(shape: readonly number[], flat: number): readonly number[] {
  const index: number[] = [];
  let rest = flat;
  for (const side of shape.toReversed()) {
    index.unshift(rest % side);
    rest = Math.floor(rest / side);
  }
  return index;
}

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** How many float32 lie between two, the farther one counted. */
function ulpsBetween(one: number, other: number): number {
  return Math.abs(rankOf(one) - rankOf(other));
}

/** Its place among all float32: the bits of negative ones count downwards. */
function rankOf(value: number): number {
  float[0] = value;
  const [pattern = 0] = bits;
  return pattern < 0 ? -(pattern & 0x7fffffff) : pattern;
}
