import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {TensorFlowBinding} from '../../backend.ts';
import type {DType, GraphNode, Tensor} from './builder.ts';
import type {Feed} from './feed.ts';
import {dtypeNumbers, encodeSavedModel} from './saved-model.ts';

/** A graph that was handed to TensorFlow, with the values of its variables. */
export interface Session {
  /** Feeds placeholders and gives the values of the fetched tensors, flat and copied. */
  readonly run: (feeds: readonly Feed[], fetches: readonly Tensor[]) => readonly Float32Array[];
  readonly close: () => void;
}

const tag = 'epochal';

export const openSession = (binding: TensorFlowBinding, nodes: readonly GraphNode[]): Session => {
  const id = load(binding, encodeSavedModel(nodes, tag));
  return {
    run: (feeds, fetches) => {
      const fed = feeds.map(({tensor, shape, values}) =>
        binding.createTensor([...shape], dtypeNumbers[tensor.dtype], values),
      );
      try {
        return binding
          .runSavedModel(id, fed, names(feeds.map(({tensor}) => tensor)), names(fetches))
          .map((output) => take(binding, output.id));
      } finally {
        fed.forEach((tensor) => binding.deleteTensor(tensor));
      }
    },
    close: () => binding.deleteSavedModel(id),
  };
};

/** The binding loads from a folder, and needs it no longer once it has. */
const load = (binding: TensorFlowBinding, savedModel: Uint8Array): number => {
  const folder = mkdtempSync(join(tmpdir(), 'epochal-graph-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), savedModel);
    return binding.loadSavedModel(folder, tag);
  } finally {
    rmSync(folder, {recursive: true});
  }
};

const names = (tensors: readonly Tensor<DType>[]): string =>
  tensors.map(({reference}) => reference).join(',');

const take = (binding: TensorFlowBinding, tensor: number): Float32Array => {
  const values = binding.tensorDataSync(tensor);
  binding.deleteTensor(tensor);
  if (!(values instanceof Float32Array)) throw new Error('only float32 tensors are fetched');
  return values;
};
