import {describe, expect, test} from 'vitest';
import {createDots, dotSets} from '../../../../src/ui/dashboard/chart/dots.ts';
import {lineChart, type ChartSeries} from '../../../../src/ui/dashboard/chart/line-chart.ts';
import {smooth} from '../../../../src/ui/curves/smooth.ts';
import {thinned} from '../../../../src/ui/curves/thinned.ts';
import {logTicks, ticks, tickText, tickTexts} from '../../../../src/ui/dashboard/chart/ticks.ts';

const series = (glyph: string, of: (x: number) => number, more: Partial<ChartSeries> = {}): ChartSeries => ({
  color: 'cyan',
  glyph,
  dashed: false,
  points: Array.from({length: 20}, (_, index) => ({x: index + 1, y: of(index + 1)})),
  ...more,
});

const drawn = (chart: Partial<Parameters<typeof lineChart>[0]>): string => {
  const lines = lineChart({
    series: [series('●', (x) => 1 - Math.exp(-x / 5)), series('▲', (x) => 0.8 - Math.exp(-x / 3) / 2)],
    width: 50,
    rows: 10,
    log: false,
    set: 'braille',
    xText: tickText,
    ...chart,
  });
  return `\n${lines
    .map((line) =>
      line
        .map(({text}) => text)
        .join('')
        .trimEnd(),
    )
    .join('\n')}\n`;
};

describe('two curves', () => {
  test.each(dotSets)('drawn with %s', (set) => {
    expect(drawn({set})).toMatchSnapshot();
  });
});

test('a logarithmic axis, a broken line, a cursor, a dashed line', () => {
  const loss = series('●', (x) => (x === 9 ? NaN : 3 * Math.exp(-x / 4)));
  const dashed = series('▲', (x) => 2 * Math.exp(-x / 8), {dashed: true});
  expect(drawn({series: [loss, dashed], log: true, cursor: 15})).toMatchSnapshot();
});

test('one point, equal values, nothing', () => {
  expect(drawn({series: [series('●', () => 0.5)]})).toMatchSnapshot();
  expect(drawn({series: [{...series('●', () => 0), points: [{x: 1, y: 0.5}]}]})).toMatchSnapshot();
  expect(drawn({series: []})).toBe('\nnothing to draw yet\n');
  expect(drawn({series: [series('●', () => -1)], log: true})).toBe(
    '\nno value above zero, which a logarithmic axis takes\n',
  );
  expect(drawn({series: [series('●', () => NaN)]})).toBe('\nno value is a finite number\n');
});

test('every dot of a braille cell has its place', () => {
  const cells = Array.from({length: 8}, (_, place) => {
    const dots = createDots({columns: 1, rows: 1, set: 'braille'});
    dots.dot(place % 2, Math.floor(place / 2), 0);
    return dots.cell(0, 0)?.text;
  });
  expect(cells.join('')).toBe('⠁⠈⠂⠐⠄⠠⡀⢀');
});

test('ticks are round and within', () => {
  expect(ticks(0, 1, 5)).toEqual([0, 0.5, 1]);
  expect(ticks(0.31, 0.99, 8)).toEqual([0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
  expect(ticks(1, 20, 5)).toEqual([5, 10, 15, 20]);
  expect(ticks(1, 4, 9, 1)).toEqual([1, 2, 3, 4]);
  expect(ticks(3, 3, 5)).toEqual([3]);
  expect(logTicks(0.01, 3, 9)).toEqual([0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2]);
  expect(logTicks(0.01, 3, 4)).toEqual([0.01, 0.1, 1]);
  expect(logTicks(1e-8, 1e3, 4)).toEqual([1e-8, 1e-5, 0.01, 10]);
  expect(logTicks(0.35, 0.7, 5)).toEqual([0.4, 0.5, 0.6, 0.7]);
  expect([0.05, 12_000, 3_500_000, 1e-5, 0, -20].map(tickText)).toEqual([
    '0.05',
    '12k',
    '3.5M',
    '1e-5',
    '0',
    '-20',
  ]);
});

test('ticks that lie near each other are told apart', () => {
  expect(tickTexts([0, 0.5, 1])).toEqual(['0', '0.5', '1']);
  expect(tickTexts([0.9999, 0.99992, 0.99994])).toEqual(['0.9999', '0.99992', '0.99994']);
  expect(tickTexts([12_345.2, 12_345.4])).toEqual(['12345.2', '12345.4']);
  const axis = drawn({series: [series('●', (x) => 0.9999 + x * 1e-6)]});
  const labels = axis.match(/[\d.]+(?= ┤)/g) ?? [];
  expect(labels.length).toBeGreaterThan(1);
  expect(new Set(labels).size).toBe(labels.length);
});

test.each([
  ['huge values', (x: number) => (x % 2 === 0 ? 1 : -1) * 1.7e308],
  ['values next to zero', (x: number) => x * 5e-324],
  ['values a bit apart', (x: number) => 1 + x * 2 ** -52],
])('%s are drawn without harm, on either axis', (_, of) => {
  for (const log of [false, true]) {
    const lines = drawn({series: [series('●', of)], log}).split('\n');
    expect(lines.every((line) => line.length <= 50)).toBe(true);
  }
});

test('of a hundred thousand points, those that show are drawn', () => {
  const points = Array.from({length: 100_000}, (_, x) => ({x, y: x === 5000 ? NaN : Math.sin(x / 9000)}));
  points[77_777] = {x: 77_777, y: 9};
  points[3] = {x: 3, y: -9};
  const few = thinned(points, 4000);
  expect(few.length).toBeLessThanOrEqual(4000);
  expect(few.map(({x}) => x)).toEqual(few.map(({x}) => x).sort((a, b) => a - b));
  for (const x of [0, 3, 5000, 77_777, 99_999]) expect(few).toContain(points[x]);
  expect(thinned(points.slice(0, 4000), 4000)).toHaveLength(4000);
});

test('smoothing keeps the first value, the level, and what is not finite', () => {
  expect(smooth([1, 1, 1], 0.9)).toEqual([1, 1, 1].map((value) => expect.closeTo(value, 12) as number));
  expect(smooth([0, 1], 0.5)).toEqual([0, expect.closeTo(2 / 3, 12)]);
  expect(smooth([1, NaN, 3], 0)).toEqual([1, NaN, 3]);
});
