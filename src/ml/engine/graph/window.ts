import type {Padding} from '../../models/declaration.ts';
import {float32, ints, text, type Attribute} from './builder.ts';

interface Window {
  /** Pixels from one window to the next, either way. */
  readonly stride: number;
  readonly padding: Padding;
}

/** Attributes of every operation that moves a window over images `[batch, height, width, channels]`. */
export const windowAttributes = ({stride, padding}: Window): Readonly<Record<string, Attribute>> => ({
  T: float32,
  data_format: text('NHWC'),
  strides: ints(1, stride, stride, 1),
  padding: text(padding.toUpperCase()),
});
