import type {Limb} from './hand-shape.ts';

/** How the hand is put on the picture. */
export interface View {
  /** Pixels that one unit of the hand takes. */
  readonly scale: number;
  /** The point of the hand at the picture's centre. */
  readonly centre: readonly [number, number];
  /** Radians, anticlockwise. */
  readonly rotation: number;
  /** Pixels to the right and down. */
  readonly shift: readonly [number, number];
}

export interface Lighting {
  /** Grey level of skin that faces the light. */
  readonly skin: number;
  /** Grey level behind the hand, and its change from left to right and from top to bottom. */
  readonly background: number;
  readonly slope: readonly [number, number];
  /** Where light comes from, in the picture's plane; the rest comes from the viewer. */
  readonly from: readonly [number, number];
  /** Of skin that faces away, 0–1. */
  readonly ambient: number;
}

/** Drops by this much where another limb lies close above: a seam between fingers. */
const seam = 0.42;
const seamWidth = 1.1;

/** Paints limbs from back to front with soft edges. Returns grey levels `[side, side]`, not yet rounded. */
export const drawHand = (limbs: readonly Limb[], view: View, light: Lighting, side: number): Float64Array => {
  const middle = (side - 1) / 2;
  const grey = new Float64Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const across = (light.slope[0] * (x - middle)) / side + (light.slope[1] * (y - middle)) / side;
      grey[y * side + x] = light.background + across;
    }
  }
  const backToFront = limbs.toSorted((a, b) => a.from[2] + a.to[2] - b.from[2] - b.to[2]);
  for (const limb of backToFront) paintLimb(grey, limb, view, light, side);
  return grey;
};

const paintLimb = (grey: Float64Array, limb: Limb, view: View, light: Lighting, side: number): void => {
  const middle = (side - 1) / 2;
  const cos = Math.cos(view.rotation) * view.scale;
  const sin = Math.sin(view.rotation) * view.scale;
  const place = (x: number, y: number): readonly [number, number] => {
    const [dx, dy] = [x - view.centre[0], y - view.centre[1]];
    return [middle + view.shift[0] + dx * cos - dy * sin, middle + view.shift[1] - dx * sin - dy * cos];
  };
  const [ax, ay] = place(limb.from[0], limb.from[1]);
  const [bx, by] = place(limb.to[0], limb.to[1]);
  const [startRadius, endRadius] = [limb.radii[0] * view.scale, limb.radii[1] * view.scale];
  const [vx, vy] = [bx - ax, by - ay];
  const lengthSquared = Math.max(1e-9, vx * vx + vy * vy);
  const length = Math.sqrt(lengthSquared);
  const flatness = limb.part === 'finger' ? 0.15 : 0.75;
  const shadowDepth = limb.part === 'finger' ? seam : seam * 0.25;
  // What is nearer to the viewer catches more light.
  const nearness = 0.9 + 0.12 * Math.min(1, Math.max(-1, limb.from[2] + limb.to[2]));

  const reach = Math.max(startRadius, endRadius) + seamWidth + 1;
  const [left, right] = span(ax, bx, reach, side);
  const [top, bottom] = span(ay, by, reach, side);
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const along = Math.min(1, Math.max(0, ((x - ax) * vx + (y - ay) * vy) / lengthSquared));
      const [ox, oy] = [x - ax - along * vx, y - ay - along * vy];
      const radius = startRadius + along * (endRadius - startRadius);
      const distance = Math.sqrt(ox * ox + oy * oy);
      const outside = distance - radius;
      if (outside > seamWidth) continue;

      const at = y * side + x;
      const below = grey[at] ?? 0;
      const depth = limb.grown
        ? shadowDepth * Math.min(1, (along * length) / (2 * startRadius))
        : shadowDepth;
      const shadow = 1 - depth * Math.min(1, Math.max(0, (seamWidth - outside) / (seamWidth + 0.5)));
      const cover = Math.min(1, Math.max(0, 0.5 - outside));
      // The normal of a round limb, pressed towards the viewer where the limb is flat.
      const rise = Math.min(1, distance / radius) * (1 - flatness);
      const facing = Math.sqrt(1 - rise * rise);
      const tilt = distance > 0 ? rise / distance : 0;
      const lit = Math.max(0, tilt * (ox * light.from[0] + oy * light.from[1]) + facing);
      const skin = light.skin * nearness * (light.ambient + (1 - light.ambient) * Math.min(1, lit));
      grey[at] = below * shadow * (1 - cover) + skin * cover;
    }
  }
};

const span = (a: number, b: number, reach: number, side: number): readonly [number, number] => [
  Math.max(0, Math.floor(Math.min(a, b) - reach)),
  Math.min(side - 1, Math.ceil(Math.max(a, b) + reach)),
];
