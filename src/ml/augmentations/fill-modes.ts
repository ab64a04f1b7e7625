/**
 * Where to read for a coordinate, where one of the two lies beyond an image's edge: rows and columns count from 0 to
 * `last`, and what lies further out yet is clamped to the edge. NaN: nothing is read, a constant grey level stands there.
 */
export type Beyond = (at: number, last: number) => number;

/** SciPy's modes of the same names (`ndimage`, order 1), as Keras' `fill_mode`. To add one: a line here. */
export const fillModes = {
  /** `aaaa|abcd|dddd`: what clamping does. */
  nearest: undefined,
  /** `kkkk|abcd|kkkk` */
  constant: () => NaN,
  /** `dcba|abcd|dcba`: a mirror stands behind the outermost pixels. */
  reflect: (at, last) => {
    if (at >= 0 && at <= last) return at;
    const period = 2 * (last + 1);
    const folded = modulo(at + 0.5, period);
    return (folded < last + 1 ? folded : period - folded) - 0.5;
  },
  /** `bcd|abcd|abc`: as SciPy has it, the last row or column stands for the first too, one pixel short of a tiling. */
  wrap: (at, last) => (last === 0 || (at >= 0 && at <= last) ? at : modulo(at, last)),
} as const satisfies Readonly<Record<string, Beyond | undefined>>;

export type FillMode = keyof typeof fillModes;

export const fillNames = Object.keys(fillModes).filter((name): name is FillMode =>
  Object.hasOwn(fillModes, name),
);

const modulo = (value: number, by: number): number => value - by * Math.floor(value / by);
