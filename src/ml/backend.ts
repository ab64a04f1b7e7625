import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import util from 'node:util';
import type * as Tf from '@tensorflow/tfjs';
import type {setWasmPaths} from '@tensorflow/tfjs-backend-wasm';
import {engineFolder, howToInstall} from './engine-info.ts';
import type {EngineFailure, EngineName, EngineResult} from './engine-info.ts';
import type {TensorFlowBinding} from './tensorflow-binding.ts';
import {registerConv2DFilterGradient} from './wasm-conv2d-filter-gradient.ts';
import {registerConv2DInputGradient} from './wasm-conv2d-input-gradient.ts';
import {registerDepthwiseGradients} from './wasm-depthwise-gradients.ts';
import {registerMatMul} from './wasm-mat-mul.ts';
import {registerMaxPoolGradient} from './wasm-max-pool-gradient.ts';
import {registerSum} from './wasm-sum.ts';

export type {TensorFlowBinding} from './tensorflow-binding.ts';

/** The only file of the product that loads tfjs. */
export type TensorFlow = typeof Tf;

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
        return {ok: true, value: await loadWasm()};
    }
  } catch (error) {
    return failed({
      code: 'engine-refused',
      blame: 'outside',
      what: `The ${engine} engine did not load: ${error instanceof Error ? error.message : String(error)}`,
      todo: engine === 'wasm' ? 'Install the packages again with "npm ci".' : howToInstall(import.meta.url),
    });
  }
};

const require = createRequire(import.meta.url);

/** TensorFlow reads its threads when it is loaded: what it was given holds for the process. */
let loaded: {readonly threads: number; readonly backend: Backend & {engine: 'tensorflow'}} | undefined;

const loadTensorFlow = async (threads: number): Promise<EngineResult<Backend>> => {
  if (loaded !== undefined && loaded.threads !== threads) {
    return failed({
      code: 'engine-threads-fixed',
      blame: 'outside',
      what: `TensorFlow's thread count is ${loaded.threads} in this process and cannot become ${threads}.`,
      todo: 'Train with another number of threads in a process of its own.',
    });
  }
  loaded ??= {threads, backend: startTensorFlow(threads)};
  await loaded.backend.tf.setBackend('tensorflow');
  return {ok: true, value: loaded.backend};
};

/**
 * Does what tfjs-node's index does, less the parts that training has no use for: they take a third of the time,
 * and forty more packages, which an older npm takes away with tfjs-node when its own installer fails.
 */
const startTensorFlow = (threads: number): Backend & {engine: 'tensorflow'} => {
  Object.assign(process.env, tensorflowEnvironment(threads));
  bringBackUtilFunctions();
  const folder = engineFolder(import.meta.url);
  const binding = require(join(folder, 'lib/napi-v8/tfjs_binding.node')) as TensorFlowBinding;
  const tf = loadTfjs();
  require(join(folder, 'dist/register_all_kernels.js'));
  const {NodeJSKernelBackend} = require(join(folder, 'dist/nodejs_kernel_backend.js')) as {
    readonly NodeJSKernelBackend: new (binding: TensorFlowBinding, packageName: string) => Tf.KernelBackend;
  };
  tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node'));
  return {engine: 'tensorflow', tf, binding};
};

/** Read by TensorFlow and oneDNN as they load. What changes numbers is set, whatever the user's shell says. */
const tensorflowEnvironment = (threads: number): Readonly<Record<string, string>> => ({
  TF_NUM_INTRAOP_THREADS: String(threads),
  OMP_NUM_THREADS: String(threads),
  TF_NUM_INTEROP_THREADS: '1',
  // Left alone, TensorFlow uses oneDNN on some CPUs and not on others. With it, training is 2.3 times as fast.
  TF_ENABLE_ONEDNN_OPTS: '1',
  // float32 throughout: no bfloat16 or TF32 inside a convolution.
  ONEDNN_DEFAULT_FPMATH_MODE: 'STRICT',
  TF_SET_ONEDNN_FPMATH_MODE: 'FP32',
  // Errors come back as exceptions; the rest is notes on the CPU.
  TF_CPP_MIN_LOG_LEVEL: '3',
});

let wasmStarted = false;

const loadWasm = async (): Promise<Backend> => {
  const tf = loadTfjs();
  const wasm = require('@tensorflow/tfjs-backend-wasm') as {readonly setWasmPaths: typeof setWasmPaths};
  // It refuses paths once it has started.
  if (!wasmStarted) wasm.setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), '/'));
  // Threads brought no speed when measured, and how they share a sum out would enter the results.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend('wasm'))) throw new Error('tfjs could not start it');
  if (!wasmStarted) {
    registerConv2DFilterGradient(tf);
    registerConv2DInputGradient(tf);
    registerDepthwiseGradients(tf);
    registerMatMul(tf);
    registerMaxPoolGradient(tf);
    registerSum(tf);
  }
  wasmStarted = true;
  return {engine: 'wasm', tf};
};

/**
 * Packages below tfjs load `punycode` and call `url.parse`, of which newer Nodes warn; the reader can do nothing about it.
 * Node that keeps source maps would read and keep those of tfjs, 6 MB, of whose lines no failure of ours speaks.
 */
const loadTfjs = (): TensorFlow => {
  const {noDeprecation = false, sourceMapsEnabled} = process;
  process.noDeprecation = true;
  process.setSourceMapsEnabled(false);
  try {
    return require('@tensorflow/tfjs') as TensorFlow;
  } finally {
    process.noDeprecation = noDeprecation;
    process.setSourceMapsEnabled(sourceMapsEnabled);
  }
};

/** tfjs-node 4.22 calls two functions of `util` that Node 23 took away, and that Node 22 warns of. */
const bringBackUtilFunctions = (): void => {
  Object.assign(util, {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown) => value === undefined || value === null,
  });
};

const failed = (failure: EngineFailure): {ok: false; failure: EngineFailure} => ({ok: false, failure});
