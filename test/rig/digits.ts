/**
 * Ten classes of 8×8 pictures that a small network tells apart: a bright row and a bright column each, with noise.
 * The same numbers for the same seed.
 */
export function digitsCsv(rows: number, seed: number): string {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const pixelNames = Array.from({length: 64}, (_, pixel) => `pixel${pixel}`);
  const lines = Array.from({length: rows}, (_, row) => {
    const digit = row % 10;
    const pixels = pixelNames.map((_name, pixel) => {
      const [y, x] = [pixel >> 3, pixel & 7];
      const bright = y === digit % 8 || x === (digit * 3) % 8;
      return Math.round((bright ? 160 : 20) + 80 * random());
    });
    return [digit, ...pixels].join(',');
  });
  return [['label', ...pixelNames].join(','), ...lines, ''].join('\n');
}
