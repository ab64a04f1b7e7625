import type {z} from 'zod';
import type {Affine} from './affine.ts';

/**
 * One way to change a training image, drawn afresh for every epoch and image. `affine` ones only move the picture;
 * all that are on are multiplied into one transform, so an image is resampled once. `pixels` ones then change grey levels.
 */
export type Augmentation = AffineAugmentation | PixelAugmentation;

interface Common {
  /** Equal to its file's name; the param is its snake_case, and so is the policy's strength. */
  readonly name: string;
  /** Off by default (0 or `false`); `.describe()` says the unit. */
  readonly param: z.ZodDefault<z.ZodNumber> | z.ZodDefault<z.ZodBoolean>;
  /** Further params, each named after the first: `zoom_mode` of `zoom`. They have a say only while it is on. */
  readonly options?: Readonly<Record<string, z.ZodDefault<z.ZodNumber | z.ZodEnum>>>;
}

export interface AffineAugmentation extends Common {
  readonly kind: 'affine';
  /** Multiplies what was drawn into `affine`. */
  readonly draw: (affine: Affine, drawing: Drawing) => void;
}

export interface PixelAugmentation extends Common {
  readonly kind: 'pixels';
  /** Changes one image in place: `height × width` grey levels, 0–1, from `offset`. */
  readonly apply: (pixels: Float32Array, offset: number, drawing: Drawing) => void;
}

export interface Drawing {
  /** As the policy has it; `true` is 1. */
  readonly strength: number;
  /** All of the augmentation's own. */
  readonly options: Readonly<Record<string, number | string>>;
  readonly height: number;
  readonly width: number;
  /** The next number of this augmentation's own stream for this epoch and image, in [0, 1). */
  readonly random: () => number;
}

/** Between `low` and `high`, all alike. */
export const uniform = (random: () => number, low: number, high: number): number =>
  low + (high - low) * random();

/** Option → its default. */
export const optionDefaults = ({options = {}}: Augmentation): Readonly<Record<string, number | string>> =>
  Object.fromEntries(Object.entries(options).map(([name, param]) => [name, param.parse(undefined)]));
