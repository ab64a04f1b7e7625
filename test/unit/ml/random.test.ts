import {describe, expect, test} from 'vitest';
import {philox} from '../../../src/ml/philox.ts';
import {shuffled, stream, streamKey} from '../../../src/ml/random.ts';

describe('philox', () => {
  // The known answers that come with Random123, the authors' own code (kat_vectors, philox4x32 10).
  test.each([
    {
      counter: [0, 0, 0, 0],
      key: [0, 0],
      numbers: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    },
    {
      counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      key: [0xffffffff, 0xffffffff],
      numbers: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    },
    {
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      key: [0xa4093822, 0x299f31d0],
      numbers: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ] as const)('gives the published numbers for $counter', ({counter, key, numbers}) => {
    const out = new Uint32Array(4);
    philox(out, counter, key);
    expect([...out]).toEqual([...numbers]);
  });
});

describe('a stream', () => {
  const take = (seed: number, name: string): readonly number[] => {
    const {bits} = stream(seed, name);
    return Array.from({length: 9}, bits);
  };

  test("is Philox under a key of the seed and the name's FNV-1a hash, which has published values too", () => {
    expect(streamKey(1, 'foobar')).toEqual([1, 0xbf9cf968]);
    const words = new Uint32Array(4);
    philox(words, [0, 0, 0, 0], streamKey(1, 'foobar'));
    const first = [...words];
    philox(words, [1, 0, 0, 0], streamKey(1, 'foobar'));
    expect(take(1, 'foobar').slice(0, 8)).toEqual([...first, ...words]);
  });

  test('is another one under another name or seed', () => {
    const rows = [take(1, 'a'), take(1, 'b'), take(2, 'a')].map(String);
    expect(new Set(rows).size).toBe(3);
    expect(String(take(1, 'a'))).toBe(rows[0]);
  });

  test('is spread evenly over [0, 1) and over whole numbers', () => {
    const {uniform, below} = stream(1, 'even');
    const numbers = Array.from({length: 100_000}, uniform);
    const mean = numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
    // The deviation of the mean is 0.0009.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.004);
    expect(numbers.every((each) => each >= 0 && each < 1)).toBe(true);
    const counts = new Array<number>(7).fill(0);
    for (let each = 0; each < 70_000; each++) {
      const drawn = below(7);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    // The deviation of a count is 93.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  test('shuffles: every number once, the first place as often held by each', () => {
    expect([...shuffled(1000, stream(1, 'shuffle/1'))].sort((a, b) => a - b)).toEqual(
      Array.from({length: 1000}, (_, index) => index),
    );
    const drawn = stream(1, 'orders');
    const orders = new Map<string, number>();
    for (let each = 0; each < 24_000; each++) {
      const order = String(shuffled(4, drawn));
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(24);
    // The deviation of a count is 31.
    for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
    expect([...shuffled(0, drawn)]).toEqual([]);
  });
});
