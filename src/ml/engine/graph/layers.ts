import type {Layer} from '../../models/declaration.ts';
import {conv2d} from './conv2d.ts';
import {dense} from './dense.ts';
import {dropout} from './dropout.ts';
import {flatten} from './flatten.ts';
import type {LayerDefinition} from './layer.ts';
import {maxPool} from './max-pool.ts';

/** The layers that the graph engine trains. A model with any other is trained by the eager engine. */
export const layers: readonly LayerDefinition[] = [conv2d, dense, dropout, flatten, maxPool];

export const findLayer = (type: Layer['type']): LayerDefinition | undefined =>
  layers.find((layer) => layer.type === type);
