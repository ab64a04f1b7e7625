import type {Affine} from './affine.ts';
import type {Beyond} from './fill-modes.ts';

export interface Resampling {
  readonly height: number;
  readonly width: number;
  readonly beyond: Beyond | undefined;
  /** A grey level, 0–255, where `beyond` says that nothing is read. */
  readonly fillValue: number;
}

/**
 * Draws one image through a transform, bilinearly, as SciPy's `affine_transform(order=1)` does. In: grey levels 0–255;
 * out: 0–1; both `[height, width]`.
 */
export const resample = (
  out: Float32Array,
  outOffset: number,
  image: Uint8Array,
  imageOffset: number,
  {height, width, beyond, fillValue}: Resampling,
  affine: Affine,
): void => {
  const {xx, xy, yx, yy} = affine;
  const [lastX, lastY] = [width - 1, height - 1];
  // From the centre to the corner and back, so that the loop counts from the corner.
  const [centreX, centreY] = [lastX / 2, lastY / 2];
  const x0 = centreX + affine.x0 - xx * centreX - xy * centreY;
  const y0 = centreY + affine.y0 - yx * centreX - yy * centreY;

  for (let row = 0; row < height; row++) {
    const startX = x0 + xy * row;
    const startY = y0 + yy * row;
    const target = outOffset + row * width;
    // Clamping alone, the usual case, has a loop to itself: it is a third faster so.
    if (beyond === undefined) {
      for (let column = 0; column < width; column++) {
        const x = startX + xx * column;
        const y = startY + yx * column;
        out[target + column] = greyAt(image, imageOffset, lastX, lastY, x, y) / 255;
      }
      continue;
    }
    for (let column = 0; column < width; column++) {
      let x = startX + xx * column;
      let y = startY + yx * column;
      if (!(x >= 0 && x <= lastX && y >= 0 && y <= lastY)) {
        x = beyond(x, lastX);
        y = beyond(y, lastY);
      }
      const grey = Number.isNaN(x) ? fillValue : greyAt(image, imageOffset, lastX, lastY, x, y);
      out[target + column] = grey / 255;
    }
  }
};

/** The grey level at a place between pixels; a place beyond the edge is moved to it. */
const greyAt = (
  image: Uint8Array,
  imageOffset: number,
  lastX: number,
  lastY: number,
  wantedX: number,
  wantedY: number,
): number => {
  const x = wantedX > 0 ? (wantedX < lastX ? wantedX : lastX) : 0;
  const y = wantedY > 0 ? (wantedY < lastY ? wantedY : lastY) : 0;
  // Of the last row and column there is no next one; its weight is 0 then, and the pixel itself stands in.
  const left = x | 0;
  const top = y | 0;
  const right = left < lastX ? 1 : 0;
  const below = top < lastY ? lastX + 1 : 0;
  const corner = imageOffset + top * (lastX + 1) + left;
  const a = image[corner] as number;
  const b = image[corner + right] as number;
  const c = image[corner + below] as number;
  const d = image[corner + below + right] as number;
  const towardsRight = x - left;
  const upper = a + (b - a) * towardsRight;
  const lower = c + (d - c) * towardsRight;
  return upper + (lower - upper) * (y - top);
};
