import type {Augmentation} from './augmentation.ts';
import {heightShift} from './height-shift.ts';
import {horizontalFlip} from './horizontal-flip.ts';
import {rotation} from './rotation.ts';
import {widthShift} from './width-shift.ts';
import {zoom} from './zoom.ts';

/**
 * Every augmentation, in the order in which they act: the affine ones as in Keras' ImageDataGenerator (rotation, shift,
 * zoom, flip). To add one: a file beside this one and a line here.
 */
export const augmentations: readonly Augmentation[] = [
  rotation,
  widthShift,
  heightShift,
  zoom,
  horizontalFlip,
];

/** `width-shift` → `width_shift`: what `with:` and a policy call it. */
export const paramName = ({name}: Augmentation): string => name.replaceAll('-', '_');
