import type {Augmentation} from './augmentation.ts';
import {brightness} from './brightness.ts';
import {contrast} from './contrast.ts';
import {cutout} from './cutout.ts';
import {heightShift} from './height-shift.ts';
import {horizontalFlip} from './horizontal-flip.ts';
import {noise} from './noise.ts';
import {rotation} from './rotation.ts';
import {shear} from './shear.ts';
import {widthShift} from './width-shift.ts';
import {zoom} from './zoom.ts';

/**
 * Every augmentation, in the order in which they act: the affine ones as in Keras' ImageDataGenerator (rotation, shift,
 * shear, zoom, flip), then those of grey levels. To add one: a file beside this one and a line here.
 */
export const augmentations: readonly Augmentation[] = [
  rotation,
  widthShift,
  heightShift,
  shear,
  zoom,
  horizontalFlip,
  brightness,
  contrast,
  noise,
  cutout,
];

/** `width-shift` → `width_shift`: what `with:` and a policy call it. */
export const paramName = ({name}: Augmentation): string => name.replaceAll('-', '_');
