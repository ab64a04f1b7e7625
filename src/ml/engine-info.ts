import {existsSync, readFileSync, statSync} from 'node:fs';
import {createRequire} from 'node:module';
import {availableParallelism} from 'node:os';
import {dirname, join} from 'node:path';

/**
 * Which engine computes, told from what lies on disk without loading it: about a millisecond, no tfjs.
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

/** Expected: a file is missing or damaged, or the user asked for an engine there is not. */
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
  /** Packages are looked for from here, as `import` would. */
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

/**
 * What the install recorded beside the binding, in `engine.json`, after seeing it load.
 * Sizes are compared at every start; `scripts/engine/verify.mjs` compares contents.
 */
export interface EngineRecord {
  readonly tensorflow: string;
  readonly binding: string;
  /** Paths from the tfjs-node package's folder. */
  readonly files: readonly {readonly path: string; readonly size: number; readonly sha256: string}[];
}

/** node-pre-gyp takes the newest N-API version that it and Node both know; every Node from 20 knows 8, its last. */
export const bindingFolder = 'lib/napi-v8';

const tensorflowInfo = (from: string): EngineResult<EngineInfo> => {
  const folder = packageFolder('@tensorflow/tfjs-node', from);
  if (folder === undefined || !existsSync(join(folder, bindingFolder, 'tfjs_binding.node'))) {
    return failed({
      code: 'engine-missing',
      blame: 'outside',
      what: 'Native TensorFlow is not installed.',
      todo: 'Run "npm rebuild epochal" (in a checkout: "node scripts/postinstall.mjs"), or set EPOCHAL_ENGINE=wasm.',
    });
  }
  const record = readRecord(join(folder, bindingFolder, 'engine.json'));
  const damaged =
    record === undefined
      ? 'engine.json is missing'
      : record.files.find((file) => sizeOf(join(folder, file.path)) !== file.size)?.path;
  if (record === undefined || damaged !== undefined) {
    return failed({
      code: 'engine-damaged',
      blame: 'outside',
      what: `Native TensorFlow in ${folder} is not whole: ${damaged ?? ''}.`,
      todo: 'Run "npm rebuild epochal" (in a checkout: "node scripts/postinstall.mjs"), or set EPOCHAL_ENGINE=wasm.',
    });
  }
  return {
    ok: true,
    value: {
      name: 'tensorflow',
      version: record.tensorflow,
      binding: record.binding,
      threads: availableParallelism(),
    },
  };
};

const wasmInfo = (from: string): EngineResult<EngineInfo> => {
  const folder = packageFolder('@tensorflow/tfjs-backend-wasm', from);
  const version = folder === undefined ? undefined : readVersion(folder);
  if (version === undefined) {
    return failed({
      code: 'engine-missing',
      blame: 'outside',
      what: 'The wasm engine (@tensorflow/tfjs-backend-wasm) is not installed.',
      todo: 'Install the package again with "npm ci".',
    });
  }
  // One thread: its threaded build trained no faster when measured, and adds worker threads to watch over.
  return {ok: true, value: {name: 'wasm', version, binding: `tfjs-backend-wasm ${version}`, threads: 1}};
};

const failed = (failure: EngineFailure): {ok: false; failure: EngineFailure} => ({ok: false, failure});

const packageFolder = (name: string, from: string): string | undefined => {
  try {
    return dirname(createRequire(from).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
};

const sizeOf = (path: string): number | undefined => statSync(path, {throwIfNoEntry: false})?.size;

const readJson = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const readVersion = (folder: string): string | undefined => {
  const contents = readJson(join(folder, 'package.json'));
  return isObject(contents) && typeof contents['version'] === 'string' ? contents['version'] : undefined;
};

/** Parsed by hand: a schema library would cost more time than everything else here. */
const readRecord = (path: string): EngineRecord | undefined => {
  const contents = readJson(path);
  if (!isObject(contents)) return undefined;
  const {tensorflow, binding, files} = contents;
  if (typeof tensorflow !== 'string' || typeof binding !== 'string' || !Array.isArray(files))
    return undefined;
  return files.every(isRecordedFile) ? {tensorflow, binding, files} : undefined;
};

const isRecordedFile = (value: unknown): value is EngineRecord['files'][number] =>
  isObject(value) &&
  typeof value['path'] === 'string' &&
  typeof value['size'] === 'number' &&
  typeof value['sha256'] === 'string';
