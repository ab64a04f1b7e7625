import {philox} from '../philox.ts';

/**
 * Which elements dropout keeps: a function of (seed, node, step, element) alone, the same on every engine to the bit.
 * The graph engine has TensorFlow draw it (`StatelessRandomUniformV2` with `dropoutKey`); others take it from here.
 */
export interface DropoutMaskOptions {
  readonly seed: number;
  /** The node's name. */
  readonly node: string;
  /** How many optimiser steps were done before this one. */
  readonly step: number;
  /** The probability of 0. */
  readonly rate: number;
  /** Elements, over the batch: the mask is drawn in the order in which they lie in memory. */
  readonly count: number;
}

/** `[count]`: 0 with probability `rate`, else 1 / (1 - rate). */
export const dropoutMask = ({seed, node, step, rate, count}: DropoutMaskOptions): Float32Array => {
  const key = dropoutKey(seed, node);
  const keyWords = [Number(key & 0xffffffffn), Number(key >> 32n)] as const;
  const stepWords = [step >>> 0, Math.floor(step / 2 ** 32)] as const;
  const threshold = Math.fround(rate);
  const scale = 1 / (1 - rate);
  const mask = new Float32Array(count);
  const words = new Uint32Array(4);
  for (let index = 0; index < count; index++) {
    if (index % 4 === 0) philox(words, [index / 4, 0, ...stepWords], keyWords);
    // TensorFlow makes a float32 in [0, 1) of the lower 23 bits.
    const uniform = ((words[index % 4] ?? 0) & 0x7fffff) / 0x800000;
    if (uniform >= threshold) mask[index] = scale;
  }
  return mask;
};

/** The 64-bit key of a node's stream: the seed in the lower half, a hash of the stream's name in the upper. */
export const dropoutKey = (seed: number, node: string): bigint =>
  BigInt(seed >>> 0) | (BigInt(hash(`dropout/${node}`)) << 32n);

/** FNV-1a, 32 bits, over UTF-8. */
const hash = (text: string): number =>
  new TextEncoder()
    .encode(text)
    .reduce((sofar, byte) => Math.imul(sofar ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
