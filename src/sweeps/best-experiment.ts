import {readFile} from 'node:fs/promises';
import {stringify} from 'yaml';
import {fail, ok, type Failure, type Result} from '../runner/failure.ts';
import type {Params} from '../runner/pipeline.ts';
import {writeWhole} from '../runner/write-whole.ts';

interface Best {
  /** The sweep's. */
  readonly name: string;
  /** Said in the file: which trial, and how good. */
  readonly description: string;
  readonly set: Params;
}

/** Writes an experiment that repeats the best trial. A file of that name that no sweep wrote stays as it is. */
export async function writeBest(file: string, {name, description, set}: Best): Promise<Result<void>> {
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before !== undefined && !before.startsWith(mark)) return fail(foreign(file));
  const text = `${mark} ${name}; the next sweep writes it again. Copy it to keep it.\n${stringify({description, set})}`;
  await writeWhole(file, text);
  return ok(undefined);
}

const mark = '# Written by the sweep';

const foreign = (file: string): Failure => ({
  code: 'best-foreign',
  blame: 'user',
  what: `${file} was not written by a sweep, so it stays as it is.`,
  where: {file},
  todo: 'Rename it, then run the sweep again: it only writes the file.',
});
