import {existsSync, readFileSync, statSync} from 'node:fs';
import {createRequire} from 'node:module';
import {availableParallelism} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

/**
 * Which engine computes, told from what lies on disk without loading it: a millisecond or two, no tfjs.
 * Every start asks, for the cache keys; `backend.ts` loads what is named here.
 */
export const engineNames = ['tensorflow', 'wasm'] as const;
export type EngineName = (typeof engineNames)[number];

export interface EngineInfo {
  readonly name: EngineName;
  /** Of the library that computes: TensorFlow's own, or the wasm backend's. */
  readonly version: string;
  /** What stands between it and JavaScript, such as `tfjs-node 4.22.0`. */
  readonly binding: string;
  /** How many threads it can use here. The machine's, not the engine's: no part of a cache key. */
  readonly threads: number;
}

/** Expected: a file is missing or damaged, or the user asked for an engine that there is not. */
export interface EngineFailure {
  readonly code:
    'engine-unknown' | 'engine-missing' | 'engine-damaged' | 'engine-refused' | 'engine-threads-fixed';
  readonly blame: 'user' | 'outside';
  readonly what: string;
  readonly todo: string;
}

export type EngineResult<T> =
  {readonly ok: true; readonly value: T} | {readonly ok: false; readonly failure: EngineFailure};

interface Surroundings {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The URL of a file of ours: our package, and those it depends on, are looked for from there. */
  readonly from?: string;
}

/**
 * The engine that will compute: the one `EPOCHAL_ENGINE` names, else TensorFlow where it is installed, else wasm.
 * An engine that was asked for, or installed, and is not whole is a failure: never quietly another.
 */
export const engineInfo = ({
  env = process.env,
  from = import.meta.url,
}: Surroundings = {}): EngineResult<EngineInfo> => {
  const asked = env['EPOCHAL_ENGINE'];
  switch (asked) {
    case 'wasm':
      return wasmInfo(from);
    case 'tensorflow':
      return tensorflowInfo(from);
    case undefined:
    case '': {
      const tensorflow = tensorflowInfo(from);
      return !tensorflow.ok && tensorflow.failure.code === 'engine-missing' ? wasmInfo(from) : tensorflow;
    }
    default:
      return failed({
        code: 'engine-unknown',
        blame: 'user',
        what: `EPOCHAL_ENGINE is "${asked}", which is no engine.`,
        todo: `Set it to ${engineNames.join(' or ')}, or leave it unset.`,
      });
  }
};

/** Where the install puts native TensorFlow; see `scripts/engine/places.mjs`. */
export const engineFolder = (from: string): string => join(packageRoot(from), 'node_modules', '.engine');

/** What to do about an engine that is not there or not whole. */
export const howToInstall = (from: string): string =>
  `Run "node ${join(packageRoot(from), 'scripts', 'postinstall.mjs')}", or set EPOCHAL_ENGINE=wasm.`;

/**
 * `engine.json`, written by the install when it had seen the engine load. Here the sizes of the native files are compared;
 * all contents are when the install is run again.
 */
interface EngineRecord {
  readonly tensorflow: string;
  readonly binding: string;
  readonly files: readonly {readonly path: string; readonly size: number}[];
}

const tensorflowInfo = (from: string): EngineResult<EngineInfo> => {
  const folder = engineFolder(from);
  if (!existsSync(folder)) {
    return failed({
      code: 'engine-missing',
      blame: 'outside',
      what: 'Native TensorFlow is not installed.',
      todo: howToInstall(from),
    });
  }
  const record = readRecord(join(folder, 'engine.json'));
  // The many small files of JavaScript are left out: one that is missing says so itself when it is loaded.
  const native = record?.files.filter(({path}) => !path.startsWith('dist/'));
  const damaged = native?.find(({path, size}) => sizeOf(join(folder, path)) !== size);
  if (record === undefined || damaged !== undefined) {
    return failed({
      code: 'engine-damaged',
      blame: 'outside',
      what: `Native TensorFlow is not whole: ${join(folder, damaged?.path ?? 'engine.json')} is missing or changed.`,
      todo: howToInstall(from),
    });
  }
  const {tensorflow, binding} = record;
  return {
    ok: true,
    value: {name: 'tensorflow', version: tensorflow, binding, threads: availableParallelism()},
  };
};

const wasmInfo = (from: string): EngineResult<EngineInfo> => {
  const version = versionOf('@tensorflow/tfjs-backend-wasm', from);
  if (version === undefined) {
    return failed({
      code: 'engine-missing',
      blame: 'outside',
      what: 'The wasm engine (@tensorflow/tfjs-backend-wasm) is not installed.',
      todo: 'Install the packages again with "npm ci".',
    });
  }
  // One thread: its build with threads trained no faster when measured.
  return {ok: true, value: {name: 'wasm', version, binding: `tfjs-backend-wasm ${version}`, threads: 1}};
};

const failed = (failure: EngineFailure): {ok: false; failure: EngineFailure} => ({ok: false, failure});

/** The folder of the nearest package.json: ours, from a source file as from the built program. */
const packageRoot = (from: string): string => {
  let folder = dirname(fileURLToPath(from));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
};

const sizeOf = (path: string): number | undefined => statSync(path, {throwIfNoEntry: false})?.size;

const versionOf = (name: string, from: string): string | undefined => {
  try {
    const contents = readJson(createRequire(from).resolve(`${name}/package.json`));
    return isObject(contents) && typeof contents['version'] === 'string' ? contents['version'] : undefined;
  } catch {
    return undefined;
  }
};

const readJson = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};

/** Parsed by hand: to load a schema library would take longer than everything else here. */
const readRecord = (path: string): EngineRecord | undefined => {
  const contents = readJson(path);
  if (!isObject(contents)) return undefined;
  const {tensorflow, binding, files} = contents;
  if (typeof tensorflow !== 'string' || typeof binding !== 'string' || !Array.isArray(files))
    return undefined;
  return files.every(isRecordedFile) ? {tensorflow, binding, files} : undefined;
};

const isRecordedFile = (value: unknown): value is EngineRecord['files'][number] =>
  isObject(value) && typeof value['path'] === 'string' && typeof value['size'] === 'number';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
