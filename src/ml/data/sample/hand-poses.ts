/**
 * The 24 still letters of the American manual alphabet, roughly: what a hand does in each, as joints and not as pixels.
 *
 * The hand stands upright with its palm to the viewer: x to the thumb's side, y up, z to the viewer; the wrist is the
 * origin and the knuckle of the middle finger stands at y = 1. J and Z are motions and have no pose.
 */
export interface HandPose {
  readonly letter: string;
  /** Index, middle, ring, little finger. */
  readonly fingers: readonly [FingerPose, FingerPose, FingerPose, FingerPose];
  readonly thumb: ThumbPose;
  /** How the whole hand is turned to the viewer, in degrees: about y, about x, then about z (anticlockwise). */
  readonly turn?: readonly [number, number, number];
}

/** Bend at the knuckle, bend at the joint after it, and lean to the thumb's side; degrees. */
export type FingerPose = readonly [number, number, number];

/** Where the thumb's knuckle, its joint and its tip are. */
export type ThumbPose = readonly [Point, Point, Point];
export type Point = readonly [number, number, number];

const up: FingerPose = [4, 4, 0];
const fist: FingerPose = [78, 100, 0];
const over: FingerPose = [36, 98, 0];
const hooked: FingerPose = [14, 92, 0];
const curved: FingerPose = [30, 46, 0];
const round: FingerPose = [52, 62, 0];
const leaning = (finger: FingerPose, lean: number): FingerPose => [finger[0], finger[1], lean];

const beside: ThumbPose = [[0.48, 0.5, 0.1], [0.52, 0.82, 0.16], [0.47, 1.08, 0.2]]; // prettier-ignore
const out: ThumbPose = [[0.5, 0.42, 0.1], [0.79, 0.54, 0.1], [1.04, 0.63, 0.1]]; // prettier-ignore
const flat: ThumbPose = [[0.42, 0.46, 0.22], [0.2, 0.58, 0.3], [-0.06, 0.62, 0.3]]; // prettier-ignore
const across: ThumbPose = [[0.47, 0.5, 0.32], [0.3, 0.72, 0.6], [0.0, 0.76, 0.7]]; // prettier-ignore
const below: ThumbPose = [[0.45, 0.4, 0.3], [0.24, 0.45, 0.48], [-0.06, 0.44, 0.5]]; // prettier-ignore
const between: ThumbPose = [[0.48, 0.52, 0.24], [0.4, 0.9, 0.6], [0.2, 1.3, 0.7]]; // prettier-ignore
const aside: ThumbPose = [[0.48, 0.52, 0.22], [0.42, 0.84, 0.32], [0.24, 1.1, 0.34]]; // prettier-ignore
const underThree: ThumbPose = [[0.46, 0.5, 0.24], [0.2, 0.66, 0.34], [-0.16, 0.74, 0.4]]; // prettier-ignore
const underTwo: ThumbPose = [[0.46, 0.52, 0.24], [0.26, 0.76, 0.36], [0.04, 0.92, 0.44]]; // prettier-ignore
const meeting: ThumbPose = [[0.5, 0.5, 0.28], [0.5, 0.78, 0.46], [0.4, 0.98, 0.62]]; // prettier-ignore
const opposite: ThumbPose = [[0.42, 0.44, 0.38], [0.4, 0.58, 0.68], [0.34, 0.76, 0.9]]; // prettier-ignore

const sideways = 78;
const downwards = 158;

/** In the order of their labels, 0–24 without 9. */
export const handPoses: readonly HandPose[] = [
  {letter: 'A', fingers: [fist, fist, fist, fist], thumb: beside},
  {letter: 'B', fingers: [up, up, up, up], thumb: flat},
  {letter: 'C', fingers: [curved, curved, curved, curved], thumb: opposite, turn: [52, 0, 0]},
  {letter: 'D', fingers: [up, round, round, round], thumb: meeting, turn: [24, 0, 0]},
  {letter: 'E', fingers: [hooked, hooked, hooked, hooked], thumb: below},
  {letter: 'F', fingers: [round, leaning(up, 0), leaning(up, -8), leaning(up, -16)], thumb: meeting},
  {letter: 'G', fingers: [up, fist, fist, fist], thumb: beside, turn: [0, 0, sideways]},
  {letter: 'H', fingers: [up, up, fist, fist], thumb: across, turn: [0, 0, sideways]},
  {letter: 'I', fingers: [fist, fist, fist, leaning(up, -6)], thumb: across},
  {letter: 'K', fingers: [leaning(up, 10), leaning([34, 6, 0], -8), fist, fist], thumb: aside},
  {letter: 'L', fingers: [leaning(up, 4), fist, fist, fist], thumb: out},
  {letter: 'M', fingers: [over, over, over, fist], thumb: underThree, turn: [0, 14, 0]},
  {letter: 'N', fingers: [over, over, fist, fist], thumb: underTwo, turn: [0, 14, 0]},
  {letter: 'O', fingers: [round, round, round, round], thumb: opposite, turn: [52, 0, 0]},
  {
    letter: 'P',
    fingers: [leaning(up, 10), leaning([44, 6, 0], -8), fist, fist],
    thumb: aside,
    turn: [0, 0, downwards],
  },
  {letter: 'Q', fingers: [up, fist, fist, fist], thumb: out, turn: [0, 0, downwards]},
  {letter: 'R', fingers: [leaning(up, -19), leaning([2, 2, 0], 18), fist, fist], thumb: flat},
  {letter: 'S', fingers: [fist, fist, fist, fist], thumb: across},
  {letter: 'T', fingers: [fist, fist, fist, fist], thumb: between},
  {letter: 'U', fingers: [leaning(up, -3), leaning(up, 2), fist, fist], thumb: across},
  {letter: 'V', fingers: [leaning(up, 17), leaning(up, -13), fist, fist], thumb: across},
  {letter: 'W', fingers: [leaning(up, 14), up, leaning(up, -14), fist], thumb: flat},
  {letter: 'X', fingers: [hooked, fist, fist, fist], thumb: across, turn: [20, 0, 0]},
  {letter: 'Y', fingers: [fist, fist, fist, leaning(up, -20)], thumb: out},
];
