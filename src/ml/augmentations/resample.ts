import type {Affine} from './affine.ts';

/**
 * Draws one image through a transform: bilinear, and beyond an edge the edge's own grey level (`fill: nearest`), as
 * SciPy's `affine_transform(order=1, mode='nearest')`. In: grey levels 0–255; out: 0–1; both `[height, width]`.
 */
export const resample = (
  out: Float32Array,
  outOffset: number,
  image: Uint8Array,
  imageOffset: number,
  {height, width}: {readonly height: number; readonly width: number},
  affine: Affine,
): void => {
  const {xx, xy, yx, yy} = affine;
  const [lastX, lastY] = [width - 1, height - 1];
  // From the centre to the corner and back, so that the loop counts from the corner.
  const [centreX, centreY] = [lastX / 2, lastY / 2];
  const x0 = centreX + affine.x0 - xx * centreX - xy * centreY;
  const y0 = centreY + affine.y0 - yx * centreX - yy * centreY;

  let target = outOffset;
  for (let row = 0; row < height; row++) {
    const startX = x0 + xy * row;
    const startY = y0 + yy * row;
    for (let column = 0; column < width; column++) {
      let x = startX + xx * column;
      let y = startY + yx * column;
      x = x > 0 ? (x < lastX ? x : lastX) : 0;
      y = y > 0 ? (y < lastY ? y : lastY) : 0;
      // Of the last row and column there is no next one; its weight is 0 then, and the pixel itself stands in.
      const left = x | 0;
      const top = y | 0;
      const right = left < lastX ? 1 : 0;
      const below = top < lastY ? width : 0;
      const corner = imageOffset + top * width + left;
      const a = image[corner] as number;
      const b = image[corner + right] as number;
      const c = image[corner + below] as number;
      const d = image[corner + below + right] as number;
      const towardsRight = x - left;
      const upper = a + (b - a) * towardsRight;
      const lower = c + (d - c) * towardsRight;
      out[target++] = (upper + (lower - upper) * (y - top)) / 255;
    }
  }
};
