import {z} from 'zod';
import {hiddenActivations} from './activations.ts';
import {initialisers, type Initialiser} from './initialisers.ts';

/** Params that several models have, each said once. A model takes those that mean something to it, with defaults of its own. */

export const activation = z
  .enum(hiddenActivations)
  .default('relu')
  .describe('What hidden layers apply to their sums.');

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
  activation,
  initialiser: initialiser('glorot_uniform'),
  batch_norm: batchNorm(false),
  l2,
};

export const filters = (defaults: readonly number[], what: string) =>
  z
    .array(z.int().min(1).max(1024))
    .min(1)
    .default([...defaults])
    .describe(what);

export const kernel = z.int().min(1).max(11).default(3).describe('Rows and columns of a filter.');

export const dropout = (rate: number, what: string) =>
  z.number().min(0).max(0.95).default(rate).describe(what);
