/**
 * The place `index` (from 0) of a Sobol sequence in one dimension, as 32 bits of a binary fraction. Primitive polynomials and first
 * direction numbers are those of Joe and Kuo, "Constructing Sobol sequences with better two-dimensional projections" (SIAM J. Sci.
 * Comput. 30, 2008), file new-joe-kuo-6; the order is Gray code's, as in their program and in SciPy.
 */
export function sobolBits(index: number, dimension: number): number {
  const directions = directionsOf(dimension);
  let gray = index ^ (index >>> 1);
  let bits = 0;
  for (let place = 0; gray !== 0; place++, gray >>>= 1) {
    if ((gray & 1) === 1) bits ^= directions[place] ?? 0;
  }
  return bits >>> 0;
}

/** Of each dimension: the polynomial's degree, its inner coefficients as bits, and the first direction numbers, all odd. */
type Direction = readonly [degree: number, coefficients: number, first: readonly number[]];

export const directionNumbers: readonly Direction[] = [
  [0, 0, []],
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]],
  [5, 4, [1, 1, 5, 5, 5]],
  [5, 7, [1, 1, 7, 11, 19]],
  [5, 11, [1, 1, 5, 1, 1]],
  [5, 13, [1, 1, 1, 3, 11]],
  [5, 14, [1, 3, 5, 5, 31]],
  [6, 1, [1, 3, 3, 9, 7, 49]],
  [6, 13, [1, 1, 1, 15, 21, 21]],
  [6, 16, [1, 3, 1, 13, 27, 49]],
  [6, 19, [1, 1, 1, 15, 7, 5]],
  [6, 22, [1, 3, 1, 15, 13, 25]],
  [6, 25, [1, 1, 5, 5, 19, 61]],
  [7, 1, [1, 3, 7, 11, 23, 15, 103]],
  [7, 4, [1, 3, 7, 13, 13, 15, 69]],
];

const kept = new Map<number, readonly number[]>();

function directionsOf(dimension: number): readonly number[] {
  const known = kept.get(dimension);
  if (known !== undefined) return known;
  const made = makeDirections(directionNumbers[dimension] ?? [0, 0, []]);
  kept.set(dimension, made);
  return made;
}

/** 32 direction numbers, each shifted to the left end of 32 bits. */
function makeDirections([degree, coefficients, first]: Direction): readonly number[] {
  // The first dimension is van der Corput's sequence.
  if (degree === 0) return Array.from({length: 32}, (_, place) => 2 ** (31 - place));
  const directions: number[] = first.map((number, place) => (number << (31 - place)) >>> 0);
  for (let place = degree; place < 32; place++) {
    const base = directions[place - degree] ?? 0;
    let next = base ^ (base >>> degree);
    for (let back = 1; back < degree; back++) {
      if (((coefficients >>> (degree - 1 - back)) & 1) === 1) next ^= directions[place - back] ?? 0;
    }
    directions.push(next >>> 0);
  }
  return directions;
}
