import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import util from 'node:util';
import type * as Tf from '@tensorflow/tfjs';
import type {setThreadsCount, setWasmPaths} from '@tensorflow/tfjs-backend-wasm';
import type {TFJSBinding} from '@tensorflow/tfjs-node/dist/tfjs_binding.js';
import type {EngineFailure, EngineName, EngineResult} from './engine-info.ts';
import {registerConv2DFilterGradient} from './wasm-conv2d-filter-gradient.ts';

/** The only file of the product that loads tfjs. */
export type TensorFlow = typeof Tf;

/** What tfjs-node's native half offers beside tfjs: SavedModels and single ops by name. */
export type TensorFlowBinding = TFJSBinding;

export type Backend =
  | {readonly engine: 'tensorflow'; readonly tf: TensorFlow; readonly binding: TensorFlowBinding}
  | {readonly engine: 'wasm'; readonly tf: TensorFlow};

export interface BackendOptions {
  readonly engine: EngineName;
  /** At least 1. TensorFlow takes it once per process; wasm has one thread whatever is asked. */
  readonly threads: number;
}

/**
 * Loads the engine asked for, and no other, and makes tfjs compute with it. A second call gives the same engine again;
 * it fails where it asks TensorFlow for another number of threads than it was loaded with.
 */
export const loadBackend = async ({engine, threads}: BackendOptions): Promise<EngineResult<Backend>> => {
  try {
    switch (engine) {
      case 'tensorflow':
        return await loadTensorFlow(threads);
      case 'wasm':
        return await loadWasm();
    }
  } catch (error) {
    return failed({
      code: 'engine-refused',
      blame: 'outside',
      what: `The ${engine} engine did not load: ${error instanceof Error ? error.message : String(error)}`,
      todo:
        engine === 'wasm'
          ? 'Install the package again with "npm ci".'
          : 'Run "npm rebuild epochal" (in a checkout: "node scripts/postinstall.mjs"), or set EPOCHAL_ENGINE=wasm.',
    });
  }
};

const require = createRequire(import.meta.url);

/** TensorFlow reads its threads when it is loaded: what it was given is the process' for good. */
let tensorflowThreads: number | undefined;

const loadTensorFlow = async (threads: number): Promise<EngineResult<Backend>> => {
  if (tensorflowThreads !== undefined && tensorflowThreads !== threads) {
    return failed({
      code: 'engine-threads-fixed',
      blame: 'outside',
      what: `TensorFlow was loaded with ${tensorflowThreads} threads; it cannot change to ${threads}.`,
      todo: 'Train with another number of threads in a process of its own.',
    });
  }
  Object.assign(process.env, tensorflowEnvironment(threads));
  bringBackUtilFunctions();
  const tf = withoutDeprecationWarnings(() => require('@tensorflow/tfjs-node') as TensorFlow);
  tensorflowThreads = threads;
  await tf.setBackend('tensorflow');
  const {binding} = tf.backend() as unknown as {readonly binding: TensorFlowBinding};
  return {ok: true, value: {engine: 'tensorflow', tf, binding}};
};

/** Read by TensorFlow and oneDNN at load. What changes numbers is set whatever the user's shell says. */
const tensorflowEnvironment = (threads: number): Readonly<Record<string, string>> => ({
  TF_NUM_INTRAOP_THREADS: String(threads),
  OMP_NUM_THREADS: String(threads),
  TF_NUM_INTEROP_THREADS: '1',
  // TensorFlow chooses by CPU whether to use oneDNN. On, it trains 2.3 times as fast, and machines differ less.
  TF_ENABLE_ONEDNN_OPTS: '1',
  // float32 throughout: no bfloat16 or TF32 inside a convolution.
  ONEDNN_DEFAULT_FPMATH_MODE: 'STRICT',
  TF_SET_ONEDNN_FPMATH_MODE: 'FP32',
  // Errors come back as exceptions; the rest is start-up notes on the CPU.
  TF_CPP_MIN_LOG_LEVEL: '3',
});

const loadWasm = async (): Promise<EngineResult<Backend>> => {
  const tf = withoutDeprecationWarnings(() => require('@tensorflow/tfjs') as TensorFlow);
  const wasm = require('@tensorflow/tfjs-backend-wasm') as {
    readonly setWasmPaths: typeof setWasmPaths;
    readonly setThreadsCount: typeof setThreadsCount;
  };
  wasm.setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), '/'));
  // Threads brought no speed when measured, and how they share sums out would enter the results.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend('wasm'))) throw new Error('tfjs refused it');
  registerConv2DFilterGradient(tf);
  return {ok: true, value: {engine: 'wasm', tf}};
};

/** tfjs-node 4.22 calls two functions of `util` that Node 23 took away, and that Node 22 warns of. */
const bringBackUtilFunctions = (): void => {
  Object.assign(util, {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown) => value === undefined || value === null,
  });
};

/** Old packages below tfjs load `punycode` and call `url.parse`; the reader can do nothing about it. */
const withoutDeprecationWarnings = <T>(load: () => T): T => {
  const {noDeprecation} = process;
  process.noDeprecation = true;
  try {
    return load();
  } finally {
    process.noDeprecation = noDeprecation ?? false;
  }
};

const failed = (failure: EngineFailure): {ok: false; failure: EngineFailure} => ({ok: false, failure});
