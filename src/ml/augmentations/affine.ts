/**
 * Where each pixel of the new image comes from in the old one: `x' = xx·x + xy·y + x0`, `y' = yx·x + yy·y + y0`,
 * x along the width, y along the height, in pixels from the image's centre. It is changed in place, like the transform
 * of a drawing canvas, so that drawing an image allocates nothing. Each function multiplies from the right, as Keras'
 * `apply_affine_transform` does; called in the order rotation, shift, shear, zoom, flip they give what Keras gives.
 */
export interface Affine {
  xx: number;
  xy: number;
  x0: number;
  yx: number;
  yy: number;
  y0: number;
}

export const identity = (): Affine => ({xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0});

export const reset = (affine: Affine): void => {
  affine.xx = affine.yy = 1;
  affine.xy = affine.yx = affine.x0 = affine.y0 = 0;
};

/** Where the new image shows what lies `degrees` further round; positive as in Keras. */
export const rotate = (affine: Affine, degrees: number): void => {
  const cosine = Math.cos((degrees * Math.PI) / 180);
  const sine = Math.sin((degrees * Math.PI) / 180);
  const {xx, xy, yx, yy} = affine;
  affine.xx = xx * cosine + xy * sine;
  affine.xy = xy * cosine - xx * sine;
  affine.yx = yx * cosine + yy * sine;
  affine.yy = yy * cosine - yx * sine;
};

/** The new image shows what lies that many pixels to the right and below. */
export const shift = (affine: Affine, x: number, y: number): void => {
  affine.x0 += affine.xx * x + affine.xy * y;
  affine.y0 += affine.yx * x + affine.yy * y;
};

/** Slants the axis that runs down the image by that angle, as Keras' `shear`: lengths along it stay what they were. */
export const shear = (affine: Affine, degrees: number): void => {
  const cosine = Math.cos((degrees * Math.PI) / 180);
  const sine = Math.sin((degrees * Math.PI) / 180);
  affine.xy = affine.xy * cosine - affine.xx * sine;
  affine.yy = affine.yy * cosine - affine.yx * sine;
};

/** The new image spans that many times the old one's width and height: below 1 things grow. */
export const zoomBy = (affine: Affine, x: number, y: number): void => {
  affine.xx *= x;
  affine.yx *= x;
  affine.xy *= y;
  affine.yy *= y;
};
