import {shuffled, type Stream} from '../../random.ts';
import type {Split} from '../dataset.ts';
import {drawHand, type Lighting, type View} from './draw-hand.ts';
import {handPoses, type HandPose} from './hand-poses.ts';
import {handShape, type Limb} from './hand-shape.ts';

/** How widely the hands of a split are posed, either way of a letter's own pose. */
export interface PoseWidth {
  /** Degrees. */
  readonly rotation: number;
  /** Of the size. */
  readonly zoom: number;
  /** Pixels. */
  readonly shift: number;
}

/**
 * The train split shows hands almost still, the test split moves them: a network that saw turned, zoomed and shifted
 * images has the advantage that the study is about.
 */
export const poseWidths: {readonly train: PoseWidth; readonly test: PoseWidth} = {
  train: {rotation: 2, zoom: 0.02, shift: 0.5},
  test: {rotation: 6, zoom: 0.055, shift: 1.5},
};

export const sampleSide = 28;

/**
 * Draws one split: each letter as often as any other, in random order, each image from a stream of its own. `classes`
 * are indices into `handPoses`.
 */
export const drawSplit = (count: number, width: PoseWidth, streamOf: (name: string) => Stream): Split => {
  const fits = handPoses.map(fit);
  const order = shuffled(count, streamOf('order'));
  const images = new Uint8Array(count * sampleSide * sampleSide);
  const classes = Uint16Array.from(order, (place) => place % handPoses.length);
  classes.forEach((index, image) => {
    const pose = handPoses[index];
    const fitted = fits[index];
    if (pose === undefined || fitted === undefined) return;
    const {uniform} = streamOf(String(image));
    images.set(drawImage(pose, fitted, width, uniform), image * sampleSide * sampleSide);
  });
  return {count, images, classes};
};

const drawImage = (pose: HandPose, fitted: Fit, width: PoseWidth, uniform: Stream['uniform']): Uint8Array => {
  const either = (most: number): number => (uniform() * 2 - 1) * most;
  const build = {fingerLength: 1 + either(0.07), thickness: 1 + either(0.1), palmWidth: 1 + either(0.06)};
  const limbs = handShape(pose, build, () => either(4));
  const view: View = {
    scale: fitted.scale * (1 + either(width.zoom)),
    centre: fitted.centre,
    rotation: (either(width.rotation) * Math.PI) / 180,
    shift: [either(width.shift), either(width.shift)],
  };
  const light: Lighting = {
    skin: 205 + either(25),
    background: 90 + either(20),
    slope: [either(25), either(25)],
    from: [either(0.5), -0.2 + either(0.4)],
    ambient: 0.4 + either(0.1),
  };
  const grain = 3 + uniform() * 5;
  const levels = drawHand(limbs, view, light, sampleSide);
  const image = new Uint8Array(levels.length);
  for (let pixel = 0; pixel < image.length; pixel++) {
    const level = Math.round((levels[pixel] ?? 0) + either(grain));
    image[pixel] = Math.min(255, Math.max(0, level));
  }
  return image;
};

interface Fit {
  readonly scale: number;
  readonly centre: readonly [number, number];
}

/** Hands stand in the middle and fill the picture, as someone would crop them; the forearm may leave it. */
const fit = (pose: HandPose): Fit => {
  const limbs = handShape(pose, {fingerLength: 1, thickness: 1, palmWidth: 1}, () => 0);
  const hand = limbs.filter(({part}) => part !== 'forearm');
  const [left, right] = extent(hand, 0);
  const [bottom, top] = extent(hand, 1);
  return {
    scale: Math.min(16, 24.5 / Math.max(right - left, top - bottom)),
    centre: [(left + right) / 2, (bottom + top) / 2],
  };
};

const extent = (limbs: readonly Limb[], axis: 0 | 1): readonly [number, number] => {
  const low = limbs.flatMap(({from, to, radii}) => [from[axis] - radii[0], to[axis] - radii[1]]);
  const high = limbs.flatMap(({from, to, radii}) => [from[axis] + radii[0], to[axis] + radii[1]]);
  return [Math.min(...low), Math.max(...high)];
};
