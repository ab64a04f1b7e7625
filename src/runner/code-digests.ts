import {readFile} from 'node:fs/promises';
import {fail, ok, type Result} from './failure.ts';
import {codeDigestsMissing} from './failures/execution.ts';

/**
 * Module (a path under `src/` without extension, as in `ml/models/cnn`) → digest of its code, without comments, formatting
 * and types, and of all local modules that it reaches. Registries are not followed: what they list is loaded by name.
 */
export type CodeDigests = Readonly<Record<string, string>>;

/** Reads what the build wrote: `dist/code-digests.json`. */
export async function readCodeDigests(file: string): Promise<Result<CodeDigests>> {
  try {
    const digests: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isDigests(digests) ? ok(digests) : fail(codeDigestsMissing(file));
  } catch {
    return fail(codeDigestsMissing(file));
  }
}

const isDigests = (value: unknown): value is CodeDigests =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((each) => typeof each === 'string');
