import type {Layer} from '../../models/declaration.ts';
import type {Part} from './part.ts';

export interface LayerDefinition {
  readonly type: Layer['type'];
  readonly parts: (layer: Layer) => readonly Part[];
}

/** Says of which parts a layer is made. */
export const defineLayer = <Type extends Layer['type']>(
  type: Type,
  parts: (layer: Extract<Layer, {type: Type}>) => readonly Part[],
): LayerDefinition => ({
  type,
  parts: (layer) => {
    if (!isOfType(layer, type)) throw new Error(`a ${type} was expected, not a ${layer.type}`);
    return parts(layer);
  },
});

const isOfType = <Type extends Layer['type']>(
  layer: Layer,
  type: Type,
): layer is Extract<Layer, {type: Type}> => layer.type === type;
