import {readdir} from 'node:fs/promises';
import {join, relative, sep} from 'node:path';
import {type DataFaults, type DataResult, faulty, sound} from './fault.ts';

/** Which CSV files of a raw folder hold the splits; paths seen from the folder, with `/`. */
export interface SplitFiles {
  readonly train: string;
  /** Absent: to be carved from the train file. */
  readonly test?: string;
}

export const usualGlobs = {train: '*train*.csv*', test: '*test*.csv*'} as const;

/**
 * Finds the splits by name. Of several files that fit, the one in the shallowest folder counts: Kaggle's archives hold
 * their files twice, the second time in sub-folders. Upper and lower case are one. A folder with a single CSV file
 * needs no fitting name, unless one was asked for.
 */
export const findSplits = async (
  folder: string,
  globs: {readonly train: string; readonly test: string},
): Promise<DataResult<SplitFiles>> => {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted();
  const tables = files.filter((file) => /\.csv(\.gz)?$/i.test(file));

  const found = shallowest(files.filter(matcher(globs.train)));
  const train = found.length === 0 && globs.train === usualGlobs.train ? shallowest(tables) : found;
  const [trainFile] = train;
  if (trainFile === undefined) return missing(folder, 'train', globs.train, files);
  if (train.length > 1) return ambiguous(folder, 'train', train);

  // A name may fit both globs, as `latest_train.csv` does.
  const test = shallowest(files.filter((file) => file !== trainFile && matcher(globs.test)(file)));
  const [testFile] = test;
  if (test.length > 1) return ambiguous(folder, 'test', test);
  if (testFile !== undefined) return sound({train: trainFile, test: testFile});
  return globs.test === usualGlobs.test
    ? sound({train: trainFile})
    : missing(folder, 'test', globs.test, files);
};

/** `*` and `?` as in a shell. A glob with a `/` speaks of the path, others of the file's name. */
const matcher = (glob: string): ((file: string) => boolean) => {
  const pattern = glob.replaceAll(/\*\*\/|[*?]|[.+^${}()|[\]\\]/g, (mark) => {
    if (mark === '**/') return '(?:.*/)?';
    if (mark === '*') return '[^/]*';
    return mark === '?' ? '[^/]' : `\\${mark}`;
  });
  const whole = new RegExp(`^${pattern}$`, 'i');
  return (file) => whole.test(glob.includes('/') ? file : (file.split('/').at(-1) ?? file));
};

const shallowest = (files: readonly string[]): readonly string[] => {
  const depth = Math.min(...files.map(depthOf));
  return files.filter((file) => depthOf(file) === depth);
};

const depthOf = (file: string): number => file.split('/').length;

const missing = (folder: string, split: string, glob: string, files: readonly string[]): DataFaults =>
  faulty({
    code: 'split-missing',
    what: `No file fits preprocess.${split} (${glob}); the raw data has ${files.length === 0 ? 'no files' : some(files)}.`,
    file: folder,
    todo: `Set preprocess.${split} to the name of the CSV file with the ${split} images.`,
  });

const ambiguous = (folder: string, split: string, files: readonly string[]): DataFaults =>
  faulty({
    code: 'split-ambiguous',
    what: `Several files could hold the ${split} images: ${some(files)}.`,
    file: folder,
    todo: `Set preprocess.${split} to the name of the right one.`,
  });

const some = (files: readonly string[]): string =>
  files.length <= 8 ? files.join(', ') : `${files.slice(0, 7).join(', ')} and ${files.length - 7} more`;
