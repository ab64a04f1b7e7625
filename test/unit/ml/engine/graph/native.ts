import {loadBackend, type Backend} from '../../../../../src/ml/backend.ts';
import {engineInfo} from '../../../../../src/ml/engine-info.ts';

export type Native = Extract<Backend, {engine: 'tensorflow'}>;

/** Native TensorFlow, or why these tests cannot run. */
export const loadNative = async (threads = 2): Promise<Native | {readonly missing: string}> => {
  const info = engineInfo();
  if (!info.ok) return {missing: info.failure.what};
  if (info.value.name !== 'tensorflow') return {missing: 'the engine is not TensorFlow'};
  const backend = await loadBackend({engine: 'tensorflow', threads});
  if (!backend.ok || backend.value.engine !== 'tensorflow') throw new Error('native TensorFlow did not load');
  return backend.value;
};
