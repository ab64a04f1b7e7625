import type {Activation} from './activations.ts';
import type {KernelOptions, Layer, Padding} from './declaration.ts';

/** A layer's settings as people read them: `32 filters 3×3, same, relu`. */
export const layerWords = (layer: Layer): string => {
  switch (layer.type) {
    case 'input':
    case 'flatten':
    case 'global-average-pool':
    case 'add':
    case 'concatenate':
      return '';
    case 'conv2d':
      return listed(`${layer.filters} filters ${windowWords(layer)}`, ...kernelWords(layer));
    case 'depthwise-conv2d':
      return listed(windowWords(layer), ...kernelWords(layer));
    case 'dense':
      return listed(`${layer.units} units`, ...kernelWords(layer));
    case 'max-pool':
    case 'average-pool': {
      const {size, stride, padding} = layer;
      return listed(`${size}×${size}`, stride !== size && `stride ${stride}`, padding);
    }
    case 'batch-norm':
      return `momentum ${layer.momentum}`;
    case 'activation':
      return layer.activation;
    case 'dropout':
      return `rate ${layer.rate}`;
    default:
      return layer satisfies never;
  }
};

const windowWords = ({
  kernel,
  stride,
  padding,
}: {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: Padding;
}): string => listed(`${kernel}×${kernel}`, stride !== 1 && `stride ${stride}`, padding);

const kernelWords = ({
  activation,
  initialiser,
  l2,
  bias,
}: KernelOptions & {readonly activation: Activation}) => [
  activation !== 'linear' && activation,
  bias === false && 'no bias',
  initialiser,
  l2 !== undefined && `l2 ${l2}`,
];

const listed = (...words: readonly (string | false | undefined)[]): string =>
  words.filter((word) => word !== false && word !== undefined).join(', ');
