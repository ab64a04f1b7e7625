import type {Layer} from '../../models/declaration.ts';
import {activationLayer} from './activation-layer.ts';
import {add} from './add.ts';
import {averagePool} from './average-pool.ts';
import {batchNorm} from './batch-norm.ts';
import {concatenate} from './concatenate.ts';
import {conv2d} from './conv2d.ts';
import {dense} from './dense.ts';
import {depthwiseConv2d} from './depthwise-conv2d.ts';
import {dropout} from './dropout.ts';
import {flatten} from './flatten.ts';
import {globalAveragePool} from './global-average-pool.ts';
import type {LayerDefinition} from './layer.ts';
import {maxPool} from './max-pool.ts';

/** The layers that the graph engine trains. A model with any other is trained by the eager engine. */
export const layers: readonly LayerDefinition[] = [
  ...[conv2d, depthwiseConv2d, dense],
  ...[maxPool, averagePool, globalAveragePool],
  ...[batchNorm, activationLayer, dropout],
  ...[add, concatenate, flatten],
];

export const findLayer = (type: Layer['type']): LayerDefinition | undefined =>
  layers.find((layer) => layer.type === type);
