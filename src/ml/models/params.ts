import {z} from 'zod';
import {hiddenActivations, type HiddenActivation} from './activations.ts';
import {initialisers, type Initialiser} from './initialisers.ts';

/** Params that several models have, each said once. A model takes those that mean something to it, with defaults of its own. */

export const filters = (usual: readonly number[], what: string) =>
  z
    .array(z.int().min(1).max(1024))
    .min(1)
    .default([...usual])
    .describe(what);

export const kernel = (usual = 3, what = 'Rows and columns of a filter.') =>
  z.int().min(1).max(11).default(usual).describe(what);

export const stride = z
  .int()
  .min(1)
  .max(4)
  .default(1)
  .describe('How far a filter moves from place to place; 2 halves the image.');

export const padding = z
  .enum(['same', 'valid'])
  .default('same')
  .describe(
    'With same, filters reach beyond the edge, where zeros are; with valid they do not, and the image shrinks.',
  );

export const pooling = z
  .enum(['max', 'average'])
  .default('max')
  .describe('Whether pooling takes the largest of a window or its mean.');

export const units = (usual: number, what = 'Units of the hidden layer.') =>
  z.int().min(1).max(8192).default(usual).describe(what);

export const depth = (usual: number, what: string) => z.int().min(1).max(18).default(usual).describe(what);

export const dropout = (usual: number, what: string) =>
  z.number().min(0).max(0.95).default(usual).describe(what);

export const activation = (usual: HiddenActivation) =>
  z.enum(hiddenActivations).default(usual).describe('What hidden layers apply to their sums.');

export const initialiser = (usual: Initialiser) =>
  z
    .enum(initialisers)
    .default(usual)
    .describe('How kernels begin: drawn evenly or normally, with the spread that the authors named give.');

export const batchNorm = (usual: boolean) =>
  z
    .boolean()
    .default(usual)
    .describe('Batch normalisation before each activation; it takes the place of the bias.');

export const l2 = z
  .number()
  .min(0)
  .max(1)
  .default(0)
  .describe('Weight of the penalty on the squares of all kernels; the losses on record are without it.');

/** Options of layers that any model can have. */
export const layerOptions = {
  activation: activation('relu'),
  initialiser: initialiser('glorot_uniform'),
  batch_norm: batchNorm(false),
  l2,
};

/** The options that are left out of a stage's key where they are as their model has them: they came after the first models. */
export const leftOutAtDefault: readonly string[] = [
  ...Object.keys(layerOptions),
  'stride',
  'padding',
  'pooling',
];
