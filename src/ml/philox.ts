/**
 * Philox4x32-10 (Salmon et al., 2011, "Parallel random numbers: as easy as 1, 2, 3"): four 32-bit numbers from a counter
 * of four words and a key of two, with no state between. TensorFlow's stateless ops draw from the same function.
 *
 * Writes them into `out` (4 numbers); all words are unsigned.
 */
export const philox = (
  out: Uint32Array,
  [c0, c1, c2, c3]: readonly [number, number, number, number],
  [k0, k1]: readonly [number, number],
): void => {
  let [a, b, c, d, key0, key1] = [c0, c1, c2, c3, k0, k1];
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, a);
    const low0 = Math.imul(0xd2511f53, a);
    const high1 = multiplyHigh(0xcd9e8d57, c);
    const low1 = Math.imul(0xcd9e8d57, c);
    a = high1 ^ b ^ key0;
    b = low1;
    c = high0 ^ d ^ key1;
    d = low0;
    key0 = (key0 + 0x9e3779b9) | 0;
    key1 = (key1 + 0xbb67ae85) | 0;
  }
  out[0] = a;
  out[1] = b;
  out[2] = c;
  out[3] = d;
};

/** The upper 32 bits of a product of two 32-bit numbers, put together from halves of 16 bits: none leaves 53 bits. */
const multiplyHigh = (x: number, y: number): number => {
  const [xLow, xHigh, yLow, yHigh] = [x & 0xffff, x >>> 16, y & 0xffff, y >>> 16];
  const middle = xHigh * yLow + ((xLow * yLow) >>> 16);
  return xHigh * yHigh + Math.floor(middle / 65536) + (((middle & 0xffff) + xLow * yHigh) >>> 16);
};
