import type {Layer} from './declaration.ts';

/** A layer's settings as people read them: `32 filters 3×3, same, relu`. */
export const layerWords = (layer: Layer): string => {
  switch (layer.type) {
    case 'input':
    case 'flatten':
      return '';
    case 'conv2d': {
      const {filters, kernel, stride, padding, activation} = layer;
      const strides = stride === 1 ? '' : `, stride ${stride}`;
      return `${filters} filters ${kernel}×${kernel}${strides}, ${padding}, ${activation}`;
    }
    case 'max-pool':
      return `${layer.size}×${layer.size}${layer.stride === layer.size ? '' : `, stride ${layer.stride}`}`;
    case 'dense':
      return `${layer.units} units, ${layer.activation}`;
    case 'dropout':
      return `rate ${layer.rate}`;
    default:
      return layer satisfies never;
  }
};
