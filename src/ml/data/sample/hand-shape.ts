import type {HandPose, Point} from './hand-poses.ts';

/** A limb of the hand: a cone with round ends. Radii are those of its ends. */
export interface Limb {
  readonly from: Point;
  readonly to: Point;
  readonly radii: readonly [number, number];
  /** The palm is flatter than a finger is round. */
  readonly part: 'forearm' | 'palm' | 'finger';
  /** It goes on where another ends: no seam there. */
  readonly grown: boolean;
}

/** How one person's hand differs from the next; 1 is common. */
export interface HandBuild {
  readonly fingerLength: number;
  readonly thickness: number;
  readonly palmWidth: number;
}

/** What differs from one showing of a letter to the next: degrees added to each bend and lean, in the order of use. */
export type Jitter = () => number;

const knuckles: readonly Point[] = [[0.3, 0.95, 0], [0.1, 1, 0], [-0.11, 0.96, 0], [-0.31, 0.84, 0]]; // prettier-ignore
const lengths: readonly Point[] = [[0.46, 0.28, 0.22], [0.5, 0.32, 0.23], [0.46, 0.3, 0.22], [0.36, 0.22, 0.2]]; // prettier-ignore
const ownLean = [5, 1, -3, -8] as const;
const thumbRoot: Point = [0.24, 0.26, 0.06];

/** The limbs of a hand in a pose, turned to the viewer. */
export const handShape = (pose: HandPose, build: HandBuild, jitter: Jitter): readonly Limb[] => {
  const wide = ([x, y, z]: Point): Point => [x * build.palmWidth, y, z];
  const limbs: Limb[] = [
    {from: [0, -1.6, 0], to: [0, 0.02, 0], radii: [0.36, 0.27], part: 'forearm', grown: false},
    {from: wide([-0.13, 0.12, 0]), to: wide([-0.2, 0.74, 0]), radii: [0.2, 0.19], part: 'palm', grown: true},
    {from: wide([0.13, 0.12, 0]), to: wide([0.18, 0.82, 0]), radii: [0.2, 0.19], part: 'palm', grown: true},
    {from: wide([0, 0.1, 0]), to: wide([0, 0.84, 0]), radii: [0.22, 0.2], part: 'palm', grown: true},
    {from: wide([0.16, 0.2, 0.04]), to: wide(thumbRoot), radii: [0.16, 0.17], part: 'palm', grown: true},
  ];

  pose.fingers.forEach(([knuckleBend, jointBend, lean], finger) => {
    let from = wide(knuckles[finger] ?? [0, 1, 0]);
    const radius = (finger === 3 ? 0.095 : 0.112) * build.thickness;
    const tilt = radians((ownLean[finger] ?? 0) + lean + jitter() * 0.5);
    const bends = [knuckleBend + jitter(), jointBend + jitter(), jointBend * 0.55];
    let bend = 0;
    bends.forEach((more, joint) => {
      bend += radians(more);
      const length = (lengths[finger]?.[joint] ?? 0) * build.fingerLength;
      const to: Point = [
        from[0] + Math.sin(tilt) * Math.cos(bend) * length,
        from[1] + Math.cos(tilt) * Math.cos(bend) * length,
        from[2] + Math.sin(bend) * length,
      ];
      limbs.push({
        from,
        to,
        radii: [radius * (1 - joint * 0.07), radius * (0.93 - joint * 0.07)],
        part: 'finger',
        grown: joint > 0,
      });
      from = to;
    });
  });

  let from = wide(thumbRoot);
  pose.thumb.forEach((joint, index) => {
    const to: Point = [joint[0] * build.palmWidth + jitter() * 0.004, joint[1] + jitter() * 0.004, joint[2]];
    const radius = (0.15 - index * 0.015) * build.thickness;
    limbs.push({from, to, radii: [radius, radius * 0.9], part: index === 0 ? 'palm' : 'finger', grown: true});
    from = to;
  });

  const turned = turner(pose.turn ?? [0, 0, 0]);
  return limbs.map((limb) => ({...limb, from: turned(limb.from), to: turned(limb.to)}));
};

const turner = ([yaw, pitch, roll]: readonly [number, number, number]): ((point: Point) => Point) => {
  const [cosYaw, sinYaw] = [Math.cos(radians(yaw)), Math.sin(radians(yaw))];
  const [cosPitch, sinPitch] = [Math.cos(radians(pitch)), Math.sin(radians(pitch))];
  const [cosRoll, sinRoll] = [Math.cos(radians(roll)), Math.sin(radians(roll))];
  return ([x0, y0, z0]) => {
    const x1 = x0 * cosYaw - z0 * sinYaw;
    const z1 = x0 * sinYaw + z0 * cosYaw;
    const y2 = y0 * cosPitch - z1 * sinPitch;
    const z2 = y0 * sinPitch + z1 * cosPitch;
    return [x1 * cosRoll - y2 * sinRoll, x1 * sinRoll + y2 * cosRoll, z2];
  };
};

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
