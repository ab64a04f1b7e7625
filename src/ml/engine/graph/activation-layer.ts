import {activation} from './activation.ts';
import {defineLayer} from './layer.ts';

/** An activation that stands alone. */
export const activationLayer = defineLayer('activation', (layer) => activation(layer.activation));
