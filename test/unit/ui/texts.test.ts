import fc from 'fast-check';
import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {bar} from '../../../src/ui/bar.ts';
import {bytes} from '../../../src/ui/bytes.ts';
import {clockTime, duration} from '../../../src/ui/duration.ts';
import {count, measure, plural} from '../../../src/ui/numbers.ts';
import {spark} from '../../../src/ui/spark.ts';
import {cut, padEnd, padStart, printable, widthOf, wrapped} from '../../../src/ui/text-width.ts';

test.each([
  [0, '0'],
  [999, '999'],
  [4811.6, '4,812'],
  [-1_234_567, '-1,234,567'],
  [NaN, 'NaN'],
  [-Infinity, '-∞'],
])('count %d → %s', (value, text) => expect(count(value)).toBe(text));

test.each([
  [0.95123, '0.9512'],
  [0, '0.0000'],
  [-0.5, '-0.5000'],
  [0.000123456, '0.000123'],
  [1e-9, '1.00e-9'],
  [123.456, '123.5'],
  [41_250.4, '41,250'],
  [Infinity, '∞'],
])('measure %d → %s', (value, text) => expect(measure(value)).toBe(text));

test.each([
  [0, '0.00 s'],
  [0.994, '0.99 s'],
  [0.996, '1.0 s'],
  [59.94, '59.9 s'],
  [59.96, '1 min 00 s'],
  [123, '2 min 03 s'],
  [3599.6, '1 h 00 min'],
  [3900, '1 h 05 min'],
  [-1, '–'],
  [NaN, '–'],
])('duration %d → %s', (value, text) => expect(duration(value)).toBe(text));

test.each([
  [6, '0:06'],
  [123, '2:03'],
  [3900, '1:05:00'],
])('clock %d → %s', (value, text) => expect(clockTime(value)).toBe(text));

test.each([
  [0, '0 B'],
  [812, '812 B'],
  [999.7, '1.0 kB'],
  [12_345_678, '12.3 MB'],
  [123_456_789, '123 MB'],
  [5e18, '5000 PB'],
])('bytes %d → %s', (value, text) => expect(bytes(value)).toBe(text));

test('plurals', () => {
  expect([plural(1, 'run'), plural(3, 'run'), plural(0, 'copy', 'copies')]).toEqual([
    '1 run',
    '3 runs',
    '0 copies',
  ]);
});

describe('widths are those of a terminal', () => {
  test('wide, combined and invisible characters', () => {
    expect(['abc', '手話', 'é', '👩‍💻', '', '★'].map(widthOf)).toEqual([3, 4, 1, 2, 0, 1]);
  });
  test('padding', () => {
    expect([padEnd('手', 4), padStart('手', 4), padEnd('long', 2)]).toEqual(['手  ', '  手', 'long']);
  });
  test('cutting never halves a character', () => {
    expect([
      cut('experiment', 10),
      cut('experiment', 6),
      cut('手話手話', 4),
      cut('👩‍💻👩‍💻', 3),
      cut('abc', 0),
    ]).toEqual(['experiment', 'exper…', '手…', '👩‍💻…', '']);
  });
  test('wrapping', () => {
    expect(wrapped('one two three four', 9)).toEqual(['one two', 'three', 'four']);
    expect(wrapped('incomprehensibilities', 5)).toEqual(['incomprehensibilities']);
  });
});

test('text from outside stays on its line and moves no cursor', () => {
  expect(printable('a\x1b[2Jb\x1b[1;31mc\r\nd\te\u009b31mf\u2028g')).toBe('abc d e 31mf g');
});

test('sparks', () => {
  expect(spark([1, 2, 3, 4, 5, 6, 7, 8], 8)).toBe('▁▂▃▄▅▆▇█');
  expect(spark([8, 8, 1, 1], 2)).toBe('█▁');
  expect(spark([3, 3, 3], 9)).toBe('▁▁▁');
  expect(spark([1, NaN, 2], 3)).toBe('▁×█');
  expect(spark([], 5)).toBe('');
});

test('bars', () => {
  expect([bar(0, 4), bar(0.5, 4), bar(1, 4), bar(2, 4)].map(({full, rest}) => full + rest)).toEqual([
    '┄┄┄┄',
    '━━┄┄',
    '━━━━',
    '━━━━',
  ]);
});

describe('what is not measured at length is as wide as the library says', () => {
  const characters = Array.from({length: 0x10000}, (_, code) => String.fromCharCode(code));
  test('each character of the scripts and signs that it may hold', () => {
    expect(characters.slice(0, 0x2c00).filter((each) => widthOf(each) !== stringWidth(each))).toEqual([]);
  });
  test('and many together', () => {
    const text = fc.array(fc.constantFrom(...characters.slice(0x20, 0x3000))).map((all) => all.join(''));
    fc.assert(fc.property(text, (each) => widthOf(each) === stringWidth(each)));
  });
});
