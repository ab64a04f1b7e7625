import {accessSync, constants, existsSync} from 'node:fs';
import {homedir, tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {describeInChild} from '../executors/describe-module.ts';
import {readCodeFiles, type CodeFilesOf} from '../runner/code-files.ts';
import type {Failure, Result} from '../runner/failure.ts';
import {loadPipeline} from '../runner/load-pipeline.ts';
import {openModuleCache, type ModuleCache} from '../runner/module/module-cache.ts';
import type {Pipeline} from '../runner/pipeline.ts';
import type {Present} from '../runner/history.ts';
import {openYamlMemory} from '../runner/yaml-memory.ts';
import {stageDefinitions} from '../stages/index.ts';
import {beside} from './beside.ts';
import {version} from './version.ts';

/**
 * A pipeline file as every verb reads it, or the text in its stead: with the built-in stages, and the user's own modules imported in a
 * process apart.
 */
export const loadPipelineFile = (
  file: string,
  text?: string,
): Promise<Result<Pipeline, readonly Failure[]>> =>
  loadPipeline(file, stageDefinitions, {
    modules: {
      cache: moduleCache(),
      library: new URL('./index.js', import.meta.url),
      describe: describeInChild({entry: beside('child.js')}),
    },
    memory: openYamlMemory(cacheFolder('pipelines'), version),
    ...(text === undefined ? {} : {text}),
  });

/** What why a stage runs is told from: the files behind the code as it is now, of the built-in stages and of the user's own, and the former's params. */
export function present(): Present & {readonly codeFiles: CodeFilesOf} {
  const builtIn = readCodeFiles(beside('code-files.json'));
  const own = moduleCache();
  return {
    codeFiles: async (digest) => own.filesOf(digest) ?? (await builtIn(digest)),
    paramsOf: (definition) => stageDefinitions[definition],
  };
}

const moduleCache = (): ModuleCache => openModuleCache(cacheFolder('modules'), version);

/**
 * In the user's cache, since it is no part of any workspace; where that cannot be written, among temporary files. It is made when there is
 * something to keep: a short pipeline without modules leaves nothing.
 */
function cacheFolder(of: 'modules' | 'pipelines'): string {
  const places = [
    join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'epochal', of),
    join(tmpdir(), `epochal-${of}-${process.getuid?.() ?? 0}`),
  ];
  return places.find(mayBeWritten) ?? tmpdir();
}

/** The folder, or the nearest above it that is there. */
function mayBeWritten(folder: string): boolean {
  if (!existsSync(folder) && dirname(folder) !== folder) return mayBeWritten(dirname(folder));
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
