import {readFile, writeFile} from 'node:fs/promises';
import {endianness} from 'node:os';
import {join} from 'node:path';
import {z} from 'zod';
import type {Dataset, Split} from './dataset.ts';
import {type DataFaults, type DataResult, faulty, sound} from './fault.ts';

/** What `dataset.json` holds: a `Dataset` without its pixels. */
const headerSchema = z.object({
  labels: z.array(z.string()).min(1),
  names: z.array(z.string()).min(1),
  height: z.int().positive(),
  width: z.int().positive(),
  counts: z.object({train: z.int().nonnegative(), test: z.int().nonnegative()}),
  sample: z.boolean(),
});

export type DatasetHeader = z.output<typeof headerSchema>;

/** Writes the files that `dataset.ts` names into an existing folder. Equal data sets give equal bytes. */
export const writeDataset = async (folder: string, dataset: Dataset): Promise<void> => {
  const header: DatasetHeader = {
    labels: [...dataset.labels],
    names: [...dataset.names],
    height: dataset.height,
    width: dataset.width,
    counts: {train: dataset.train.count, test: dataset.test.count},
    sample: dataset.sample,
  };
  await writeFile(join(folder, 'dataset.json'), `${JSON.stringify(header, undefined, 2)}\n`);
  for (const name of ['train', 'test'] as const) {
    await writeFile(join(folder, `${name}.images.u8`), dataset[name].images);
    await writeFile(join(folder, `${name}.labels.u16`), littleEndian(dataset[name].classes));
  }
};

/** Reads a data set's folder, each file once. A file that is absent, cut or out of step with the others is a fault. */
export const readDataset = async (folder: string): Promise<DataResult<Dataset>> => {
  const headerFile = join(folder, 'dataset.json');
  const text = await readBytes(headerFile);
  if (!text.ok) return text;
  const header = headerSchema.safeParse(parseJson(text.value.toString()));
  if (!header.success) return damaged(headerFile, 'does not describe a data set');
  const {labels, names, height, width, counts, sample} = header.data;
  if (names.length !== labels.length) {
    return damaged(headerFile, `has ${labels.length} labels and ${names.length} names`);
  }

  const train = await readSplit(folder, 'train', counts.train, height * width, labels.length);
  if (!train.ok) return train;
  const test = await readSplit(folder, 'test', counts.test, height * width, labels.length);
  if (!test.ok) return test;
  return sound({labels, names, height, width, train: train.value, test: test.value, sample});
};

const readSplit = async (
  folder: string,
  name: 'train' | 'test',
  count: number,
  imageSize: number,
  classCount: number,
): Promise<DataResult<Split>> => {
  const imagesFile = join(folder, `${name}.images.u8`);
  const images = await readBytes(imagesFile);
  if (!images.ok) return images;
  if (images.value.length !== count * imageSize) {
    return damaged(imagesFile, `has ${images.value.length} bytes where ${count * imageSize} belong`);
  }

  const labelsFile = join(folder, `${name}.labels.u16`);
  const labels = await readBytes(labelsFile);
  if (!labels.ok) return labels;
  if (labels.value.length !== count * 2) {
    return damaged(labelsFile, `has ${labels.value.length} bytes where ${count * 2} belong`);
  }
  const classes = new Uint16Array(count);
  for (let image = 0; image < count; image++) classes[image] = labels.value.readUInt16LE(image * 2);
  const stray = classes.find((index) => index >= classCount);
  if (stray !== undefined) return damaged(labelsFile, `names class ${stray} of ${classCount}`);

  const {buffer, byteOffset, length} = images.value;
  return sound({count, images: new Uint8Array(buffer, byteOffset, length), classes});
};

const readBytes = async (file: string): Promise<DataResult<Buffer>> => {
  try {
    return sound(await readFile(file));
  } catch (error) {
    return damaged(file, `cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const damaged = (file: string, what: string): DataFaults =>
  faulty({
    code: 'dataset-damaged',
    what: `${file} ${what}.`,
    file,
    todo: 'Delete that folder: the next run makes it again.',
  });

const littleEndian = (values: Uint16Array): Buffer => {
  const bytes = Buffer.from(values.slice().buffer);
  return endianness() === 'LE' ? bytes : bytes.swap16();
};
