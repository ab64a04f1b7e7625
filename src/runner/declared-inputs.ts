import {isAbsolute, join, relative, resolve} from 'node:path';
import {fail, ok, type Result} from './failure.ts';
import type {DeclaredInput} from './pipeline.ts';
import {inputHolds, inputMissing, inputNoMatch} from './shell/failures.ts';
import type {World} from './stage-definition.ts';

/** A pattern that matches more files than these stands in the key as one: a list of thousands explains nothing. */
const mostListed = 200;

/**
 * Content digests of what a stage says it reads: path from the workspace on → digest. A folder counts as one, a glob file by file.
 * What is not there is a fault with its place in the pipeline.
 */
export async function digestReads(
  reads: readonly DeclaredInput[],
  world: World,
): Promise<Result<Readonly<Record<string, string>>>> {
  const digests: Record<string, string> = {};
  for (const input of reads) {
    const found = isGlob(input.path) ? await digestGlob(input, world) : await digestOne(input, world);
    if (!found.ok) return found;
    Object.assign(digests, found.value);
  }
  return ok(digests);
}

/** The files or the folder behind a declared input, absolute; none where it matches nothing. */
export const placesOf = async ({path}: DeclaredInput, world: World): Promise<readonly string[]> =>
  isGlob(path) ? globFiles(path, world) : [resolve(world.workspace, path)];

const isGlob = (path: string): boolean => /[*?[\]{}]/.test(path);

type Digests = Readonly<Record<string, string>>;

/** What lies in the workspace and is another after every run; a folder that holds it is never twice the same. */
const changing = [
  ['artifacts/', 'the results of all runs'],
  ['experiments/runs.db', 'the record of all runs'],
] as const;

async function digestOne({path, where}: DeclaredInput, world: World): Promise<Result<Digests>> {
  const file = resolve(world.workspace, path);
  const holds = changing.find(([name]) => !relative(file, join(world.workspace, name)).startsWith('..'));
  if (holds !== undefined) return fail(inputHolds(where, path, `${holds[1]} (${holds[0]})`));
  const digest = await world.digest(file);
  if (digest.ok) return ok({[named(file, world)]: digest.value});
  return fail(
    digest.failure.code === 'input-missing' ? inputMissing(where, path) : {...digest.failure, where},
  );
}

async function globFiles(path: string, {workspace}: World): Promise<readonly string[]> {
  const {glob} = await import('tinyglobby');
  return glob(path, {
    cwd: workspace,
    absolute: true,
    dot: true,
    expandDirectories: false,
    ignore: ['artifacts/**', 'experiments/runs.db*', '**/node_modules/**', '**/.git/**'],
  });
}

async function digestGlob({path, where}: DeclaredInput, world: World): Promise<Result<Digests>> {
  const files = (await globFiles(path, world)).toSorted();
  if (files.length === 0) return fail(inputNoMatch(where, path));
  if (files.length > mostListed) {
    const together = files.map((absolute) => ({path: named(absolute, world), absolute}));
    const digest = await world.digest(resolve(world.workspace, path), together);
    return digest.ok ? ok({[path]: digest.value}) : fail({...digest.failure, where});
  }
  const digests: Record<string, string> = {};
  for (const file of files) {
    const digest = await world.digest(file);
    if (!digest.ok) return fail({...digest.failure, where});
    digests[named(file, world)] = digest.value;
  }
  return ok(digests);
}

/** From the workspace on where it lies there, so that the workspace can be moved. */
const named = (file: string, {workspace}: World): string => {
  const inside = relative(workspace, file);
  return inside.startsWith('..') || isAbsolute(inside) ? file : inside;
};
