import {philox} from './philox.ts';

/** A row of numbers that depends on its seed and name alone. Every random choice of the product is drawn from one. */
export interface Stream {
  /** The next 32 bits, unsigned. */
  readonly bits: () => number;
  /** Uniform in [0, 1), of 32 bits. */
  readonly uniform: () => number;
  /** A whole number from 0 to `limit` - 1. Its bias is below `limit` / 2³². */
  readonly below: (limit: number) => number;
}

export const stream = (seed: number, name: string): Stream => {
  const key = streamKey(seed, name);
  const block = new Uint32Array(4);
  let drawn = 0;
  const bits = () => {
    if (drawn % 4 === 0) philox(block, [drawn / 4, 0, 0, 0], key);
    return block[drawn++ % 4] ?? 0;
  };
  return {
    bits,
    uniform: () => bits() / 2 ** 32,
    below: (limit) => Math.floor((bits() / 2 ** 32) * limit),
  };
};

/** Philox' key of a named stream: the seed, and a hash of the name. */
export const streamKey = (seed: number, name: string): readonly [number, number] => [seed >>> 0, hash(name)];

/** The numbers from 0 to `count` - 1 in random order (Fisher and Yates, in Durstenfeld's form, 1964). */
export const shuffled = (count: number, {below}: Stream): Uint32Array => {
  const order = Uint32Array.from({length: count}, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = below(last + 1);
    const moved = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = moved;
  }
  return order;
};

/** FNV-1a, 32 bits, over UTF-8. */
const hash = (text: string): number =>
  new TextEncoder()
    .encode(text)
    .reduce((sofar, byte) => Math.imul(sofar ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
