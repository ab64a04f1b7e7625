import {philox} from '../philox.ts';
import {streamKey} from '../random.ts';

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
  const stepWords = [step >>> 0, Math.floor(step / 2 ** 32)] as const;
  const threshold = Math.fround(rate);
  const scale = 1 / (1 - rate);
  const mask = new Float32Array(count);
  const words = new Uint32Array(4);
  for (let index = 0; index < count; index++) {
    if (index % 4 === 0) philox(words, [index / 4, 0, ...stepWords], key);
    // TensorFlow makes a float32 in [0, 1) of the lower 23 bits.
    const uniform = ((words[index % 4] ?? 0) & 0x7fffff) / 0x800000;
    if (uniform >= threshold) mask[index] = scale;
  }
  return mask;
};

/** The key of a node's stream, `[lower, upper]` 32 bits. */
export const dropoutKey = (seed: number, node: string): readonly [number, number] =>
  streamKey(seed, `dropout/${node}`);
