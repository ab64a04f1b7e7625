import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type * as Tf from '@tensorflow/tfjs';
import type {TensorFlow} from './backend.ts';
import type {Weight} from './engine/trainer.ts';
import type {KernelOptions, Layer, Node} from './models/declaration.ts';
import {nodesOf} from './models/nodes.ts';
import {weightShapes} from './models/weights.ts';

/** The model as tfjs knows models, layer by layer under the same names. Whoever gets it disposes of it. */
export const toLayersModel = (
  tf: TensorFlow,
  model: Node,
  weights: readonly Weight[],
  name: string,
): Tf.LayersModel => {
  const outputs = new Map<Node, Tf.SymbolicTensor>();
  const inputs: Tf.SymbolicTensor[] = [];
  for (const node of nodesOf(model)) {
    if (node.layer.type === 'input') {
      const input = tf.input({shape: [...node.shape], name: node.name});
      inputs.push(input);
      outputs.set(node, input);
      continue;
    }
    const before = node.inputs.flatMap((each) => outputs.get(each) ?? []);
    const after = layerOf(tf, node).apply(before);
    if (Array.isArray(after) || after instanceof tf.Tensor)
      throw new Error(`${node.name} gave no single output`);
    outputs.set(node, after);
  }
  const last = outputs.get(model);
  if (last === undefined) throw new Error('a model has at least one node');
  const layersModel = tf.model({inputs, outputs: last, name});

  const byName = new Map(weights.map((weight) => [weight.name, weight]));
  tf.tidy(() => {
    for (const node of nodesOf(model)) {
      const tensors = weightShapes(node).map(({name: weight, shape}) => {
        const values = byName.get(weight)?.values;
        if (values === undefined) throw new Error(`there is no weight ${weight}`);
        return tf.tensor(values, [...shape]);
      });
      if (tensors.length > 0) layersModel.getLayer(node.name).setWeights(tensors);
    }
  });
  return layersModel;
};

const layerOf = (tf: TensorFlow, {name, layer}: Node) => {
  switch (layer.type) {
    case 'conv2d': {
      const {filters, kernel, stride, padding, activation} = layer;
      return tf.layers.conv2d({
        ...{name, filters, kernelSize: kernel, strides: stride, padding, activation},
        ...withoutBias(layer),
      });
    }
    case 'depthwise-conv2d': {
      const {kernel, stride, padding, activation} = layer;
      return tf.layers.depthwiseConv2d({
        ...{name, kernelSize: kernel, strides: stride, padding, activation},
        ...withoutBias(layer),
      });
    }
    case 'dense':
      return tf.layers.dense({
        ...{name, units: layer.units, activation: layer.activation},
        ...withoutBias(layer),
      });
    case 'max-pool':
      return tf.layers.maxPooling2d(poolingOf(name, layer));
    case 'average-pool':
      return tf.layers.averagePooling2d(poolingOf(name, layer));
    case 'global-average-pool':
      return tf.layers.globalAveragePooling2d({name});
    case 'batch-norm':
      return tf.layers.batchNormalization({name, momentum: layer.momentum, epsilon: layer.epsilon});
    case 'activation':
      return tf.layers.activation({name, activation: layer.activation});
    case 'add':
      return tf.layers.add({name});
    case 'concatenate':
      return tf.layers.concatenate({name});
    case 'flatten':
      return tf.layers.flatten({name});
    case 'dropout':
      return tf.layers.dropout({name, rate: layer.rate});
    case 'input':
      throw new Error('an input is no layer');
    default:
      return layer satisfies never;
  }
};

const withoutBias = ({bias}: KernelOptions) => (bias === false ? {useBias: false} : {});

const poolingOf = (
  name: string,
  {size, stride, padding}: Extract<Layer, {type: 'max-pool' | 'average-pool'}>,
) => ({
  name,
  poolSize: size,
  strides: stride,
  ...(padding !== undefined && {padding}),
});

/** Writes `model.json` and `weights.bin`, which `tf.loadLayersModel` reads. Equal models give equal bytes. */
export const saveLayersModel = async (folder: string, model: Tf.LayersModel): Promise<void> => {
  await model.save({
    save: async ({modelTopology, weightSpecs = [], weightData = [], format, generatedBy, convertedBy}) => {
      const contents = {
        modelTopology,
        format,
        generatedBy,
        convertedBy,
        weightsManifest: [{paths: [weightsFile], weights: weightSpecs}],
      };
      await writeFile(join(folder, modelFile), JSON.stringify(contents));
      const parts = Array.isArray(weightData) ? weightData : [weightData];
      await writeFile(join(folder, weightsFile), Buffer.concat(parts.map((part) => Buffer.from(part))));
      return {modelArtifactsInfo: {dateSaved: new Date(0), modelTopologyType: 'JSON'}};
    },
  });
};

export type LoadedModel =
  | {readonly ok: true; readonly model: Tf.LayersModel}
  /** Which file is missing or no model, and why. */
  | {readonly ok: false; readonly file: string; readonly why: string};

/** Reads what `saveLayersModel` writes. Whoever gets the model disposes of it. */
export const loadLayersModel = async (tf: TensorFlow, folder: string): Promise<LoadedModel> => {
  const file = join(folder, modelFile);
  try {
    const contents = JSON.parse(await readFile(file, 'utf8')) as Tf.io.ModelJSON;
    const weights = await readFile(join(folder, weightsFile));
    const model = await tf.loadLayersModel({
      load: () =>
        Promise.resolve({
          modelTopology: contents.modelTopology,
          weightSpecs: contents.weightsManifest.flatMap((group) => group.weights),
          weightData: new Uint8Array(weights).buffer,
        }),
    });
    return {ok: true, model};
  } catch (error) {
    return {ok: false, file, why: error instanceof Error ? error.message : String(error)};
  }
};

/** Class probabilities `[count, classes]` of images `[count, height, width, channels]`, 0–1, in order. */
export const predict = (tf: TensorFlow, model: Tf.LayersModel, images: Float32Array): Float32Array => {
  const shape = sidesOf(model.inputs[0]?.shape);
  const classes = sidesOf(model.outputs[0]?.shape)[0] ?? 0;
  const size = shape.reduce((product, side) => product * side, 1);
  const count = images.length / size;
  const probabilities = new Float32Array(count * classes);
  for (let start = 0; start < count; start += atOnce) {
    const end = Math.min(start + atOnce, count);
    tf.tidy(() => {
      const batch = tf.tensor(images.subarray(start * size, end * size), [end - start, ...shape]);
      const output = model.predictOnBatch(batch);
      if (Array.isArray(output)) throw new Error('a classifier has one output');
      probabilities.set(output.dataSync(), start * classes);
    });
  }
  return probabilities;
};

/** A shape of tfjs without the batch. */
export const sidesOf = (shape: readonly (number | null)[] | undefined): readonly number[] =>
  (shape ?? []).slice(1).map((side) => side ?? 0);

const modelFile = 'model.json';
const weightsFile = 'weights.bin';

/** Images in one go: enough to keep the cores busy, 50 MB for the first layer of the study's CNN. */
const atOnce = 512;
