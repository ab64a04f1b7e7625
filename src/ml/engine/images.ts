/**
 * Images one after the other, `[count, height, width, 1]`: bytes as a data set has them, 0–255, which the engine divides
 * by 255, or floats, 0–1, as augmentation leaves them.
 */
export type Images = Uint8Array | Float32Array;

/** Images as 0–1: the floats themselves, or as new ones what the bytes are over 255. */
export const asFloats = (images: Images): Float32Array => {
  if (images instanceof Float32Array) return images;
  const floats = new Float32Array(images.length);
  for (let pixel = 0; pixel < images.length; pixel++) floats[pixel] = (images[pixel] ?? 0) / 255;
  return floats;
};
