/**
 * What stands beyond an image's edges: where to read for a coordinate outside 0 to `last`, the last row's or column's.
 * NaN: nothing is read, and a constant grey level stands there. Each is SciPy's mode of the same name (`ndimage`, order 1),
 * as Keras' `fill_mode` is. To add one: a line here.
 */
export const fillModes = {
  /** `aaaa|abcd|dddd` */
  nearest: (at: number, last: number) => (at < 0 ? 0 : last),
  /** `kkkk|abcd|kkkk` */
  constant: () => NaN,
  /** `dcba|abcd|dcba`: the edge is a mirror, and the pixel on it is seen twice. */
  reflect: (at: number, last: number) => {
    const beyond = modulo(at + 0.5, 2 * (last + 1));
    const folded = Math.min(beyond, 2 * (last + 1) - beyond) - 0.5;
    return Math.min(Math.max(folded, 0), last);
  },
  /** `bcd|abcd|abc`: SciPy lets the last row stand for the first, so that the picture comes again after one less. */
  wrap: (at: number, last: number) => (last === 0 ? 0 : modulo(at, last)),
} as const satisfies Readonly<Record<string, (at: number, last: number) => number>>;

export type FillMode = keyof typeof fillModes;

const modulo = (value: number, by: number): number => value - by * Math.floor(value / by);
