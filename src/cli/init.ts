import {existsSync} from 'node:fs';
import {appendFile, mkdir, readFile, writeFile} from 'node:fs/promises';
import {basename, dirname, join, relative, resolve} from 'node:path';
import {fail, ok, type Failure, type Result} from '../runner/failure.ts';
import {systemError} from '../runner/system-error.ts';
import type {InitOptions} from './options/pipeline.ts';
import {print, refuse} from './say.ts';
import {studyFiles, type DataSource} from './study-files.ts';

/** `epochal init [folder]`: the files of a study, to start from. Nothing that is there is changed. */
export async function initVerb(folder: string, options: InitOptions): Promise<number> {
  const workspace = resolve(folder);
  const source = sourceOf(workspace, options);
  if (!source.ok) return refuse([source.failure]);
  const files = await studyFiles({name: basename(workspace), source: source.value});
  const inTheWay = [...files.keys()].filter((file) => existsSync(join(workspace, file)));
  if (inTheWay.length > 0) return refuse([filesInTheWay(folder, inTheWay)]);
  try {
    for (const [file, text] of files) {
      const path = join(workspace, file);
      await mkdir(dirname(path), {recursive: true});
      await writeFile(path, text, {flag: 'wx'});
    }
    await keepOutOfGit(join(workspace, '.gitignore'));
  } catch (error) {
    return refuse([notWritten(folder, systemError(error))]);
  }
  const there = shown(workspace, process.cwd());
  await print(
    [
      ...[...files.keys()].map((file) => `+ ${join(there, file)}`),
      '',
      'Next:',
      ...(there === '' ? [] : [`  cd ${there}`]),
      '  epochal run --dry      what would run, and why',
      '  epochal run            the experiments, side by side',
      '  epochal compare runs   what came of them',
    ].join('\n'),
  );
  return 0;
}

function sourceOf(workspace: string, {data, dataset}: InitOptions): Result<DataSource> {
  if (dataset !== undefined) return ok({source: 'kaggle', dataset});
  if (data === undefined) return ok({source: 'sample'});
  const path = resolve(data);
  if (!existsSync(path)) return fail(noData(data));
  return ok({source: 'file', path: shown(path, workspace)});
}

/** From the folder where it lies in there, else whole. */
function shown(path: string, folder: string): string {
  const inside = relative(folder, path);
  return inside.startsWith('..') ? path : inside;
}

/** What runs leave there is theirs, not the repository's. */
const left = ['artifacts/', 'experiments/runs.db*', 'experiments/logs/', 'experiments/figures/'];

async function keepOutOfGit(file: string): Promise<void> {
  const before = existsSync(file) ? await readFile(file, 'utf8') : '';
  const lines = before.split(/\r?\n/);
  const missing = left.filter((line) => !lines.includes(line));
  if (missing.length === 0) return;
  const end = before === '' || before.endsWith('\n') ? '' : '\n';
  await appendFile(file, `${end}${missing.join('\n')}\n`);
}

const filesInTheWay = (folder: string, files: readonly string[]): Failure => ({
  code: 'init-files-exist',
  blame: 'user',
  what: `${folder === '.' ? 'This folder' : folder} has ${files.join(', ')} already, and nothing is overwritten.`,
  todo: 'Name another folder, as in `epochal init my-study`, or move the files away.',
  facts: {folder, files},
});

const noData = (path: string): Failure => ({
  code: 'init-data-missing',
  blame: 'user',
  what: `There is no file or folder ${path}.`,
  todo: 'Name a folder of CSV files, one CSV file, or a zip archive of them.',
  facts: {path},
});

const notWritten = (
  folder: string,
  {code, reason}: {readonly code: string; readonly reason: string},
): Failure => ({
  code: 'init-not-written',
  blame: 'outside',
  what: `${folder} cannot be written to: ${reason}.`,
  todo: 'Name a folder that you may write to.',
  facts: {folder, error: code},
});
