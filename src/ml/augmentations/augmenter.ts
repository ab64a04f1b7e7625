import {identity, reset} from './affine.ts';
import {type Augmentation, type Drawing, optionDefaults} from './augmentation.ts';
import {fillModes} from './fill-modes.ts';
import {augmentations, paramName} from './index.ts';
import type {AugmentationPolicy} from './policy.ts';
import {resample} from './resample.ts';
import {imageStream} from './image-stream.ts';

/** Applies a policy. What an image becomes depends on seed, epoch and image alone: on no order, batch or thread. */
export interface Augmenter {
  /**
   * Writes one image, changed as drawn for this epoch and image. In: `[height, width]` grey levels 0–255 from
   * `imageOffset`; out: the same shape, 0–1, from `outOffset`. Makes no array or object.
   */
  readonly fill: (
    out: Float32Array,
    outOffset: number,
    image: Uint8Array,
    imageOffset: number,
    epoch: number,
    index: number,
  ) => void;
}

export interface AugmenterOptions {
  readonly height: number;
  readonly width: number;
  readonly seed: number;
}

/** Throws on a policy that names an augmentation there is none of: `readPolicy` lets none through. */
export const createAugmenter = (policy: AugmentationPolicy, options: AugmenterOptions): Augmenter => {
  const known = new Set(augmentations.map(paramName));
  const stray = Object.keys(policy.strengths).find((name) => !known.has(name));
  if (stray !== undefined) throw new Error(`there is no augmentation ${stray}`);
  return augmenterOf(augmentations, policy, options);
};

/** As `createAugmenter`, with augmentations of the caller's choice. */
export const augmenterOf = (
  choice: readonly Augmentation[],
  {strengths, options = {}, fill, fillValue = 0}: AugmentationPolicy,
  {height, width, seed}: AugmenterOptions,
): Augmenter => {
  // A stream for each augmentation, by its name: turning one on changes nothing that another draws.
  const active = choice.flatMap((augmentation) => {
    const strength = Number(strengths[paramName(augmentation)] ?? 0);
    if (strength === 0) return [];
    const stream = imageStream(seed, augmentation.name);
    const own = {...optionDefaults(augmentation), ...options};
    const drawing: Drawing = {strength, options: own, height, width, random: stream.next};
    return [{augmentation, stream, drawing}];
  });
  const resampling = {height, width, beyond: fillModes[fill], fillValue};
  const affine = identity();

  return {
    fill: (out, outOffset, image, imageOffset, epoch, index) => {
      reset(affine);
      for (const {augmentation, stream, drawing} of active) {
        if (augmentation.kind !== 'affine') continue;
        stream.seek(epoch, index);
        augmentation.draw(affine, drawing);
      }
      resample(out, outOffset, image, imageOffset, resampling, affine);
      for (const {augmentation, stream, drawing} of active) {
        if (augmentation.kind !== 'pixels') continue;
        stream.seek(epoch, index);
        augmentation.apply(out, outOffset, drawing);
      }
    },
  };
};
