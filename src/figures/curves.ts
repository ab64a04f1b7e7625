import type {TopLevelSpec} from 'vega-lite';
import {drawChart} from './chart.ts';
import type {Figure} from './figure.ts';
import {dashes, look, palette, shapes} from './look.ts';

interface Curves {
  readonly title: string;
  /** What `1…n` counts, such as `Epoch`. */
  readonly xLabel: string;
  readonly panels: readonly CurvePanel[];
}

interface CurvePanel {
  readonly title: string;
  /** A series with the same name looks the same in every panel. */
  readonly series: readonly {readonly name: string; readonly values: readonly number[]}[];
  /** Whether the axis begins at zero. */
  readonly zero?: boolean;
}

/** Values over epochs, a panel side by side for each quantity. Values that are not finite leave a gap. */
export const curves = ({title, xLabel, panels}: Curves): Promise<Figure> => {
  const names = [...new Set(panels.flatMap(({series}) => series.map(({name}) => name)))];
  const last = Math.max(1, ...panels.flatMap(({series}) => series.map(({values}) => values.length)));
  const inTurn = <T>(choices: readonly T[]): readonly (T | undefined)[] =>
    names.map((_, index) => choices[index % choices.length]);
  const legend =
    names.length > 1
      ? {
          title: null,
          orient: 'bottom',
          symbolType: 'stroke',
          symbolStrokeWidth: 2,
          symbolSize: 600,
          labelOffset: 6,
        }
      : null;
  const byName = (range: readonly unknown[]) => ({
    field: 'name',
    type: 'nominal',
    scale: {domain: names, range},
    legend,
  });
  const lines = {
    mark: {type: 'line', strokeWidth: 1.8},
    encoding: {color: byName(inTurn(palette)), strokeDash: byName(inTurn(dashes))},
  };
  const points = names.map((name, index) => ({
    transform: [{filter: {field: 'name', equal: name}}],
    mark: {
      type: 'point',
      filled: true,
      opacity: 1,
      size: 32,
      color: inTurn(palette)[index],
      shape: inTurn(shapes)[index],
    },
  }));
  const spec = {
    title,
    spacing: 36,
    hconcat: panels.map((panel) => ({
      title: {text: panel.title, fontSize: look.textSize, offset: 10},
      width: 320,
      height: 220,
      data: {
        values: panel.series.flatMap(({name, values}) =>
          values.map((value, index) => ({x: index + 1, name, value: Number.isFinite(value) ? value : null})),
        ),
      },
      encoding: {
        x: {
          field: 'x',
          type: 'quantitative',
          title: xLabel,
          scale: {domain: last === 1 ? [0, 2] : [1, last], nice: false},
          axis: {values: wholeTicks(last), format: ',d', labelFlush: false},
        },
        y: {
          field: 'value',
          type: 'quantitative',
          title: null,
          scale: {zero: panel.zero ?? false, nice: 6},
          axis: {tickCount: 6, domain: false, ticks: false, labelPadding: 8},
        },
      },
      // Many epochs would make a string of beads; the dashes tell series apart by themselves.
      layer: last <= 30 ? [lines, ...points] : [lines],
    })),
  };
  return drawChart(title, spec as unknown as TopLevelSpec);
};

/** 1 and the multiples of a round step up to `last`, at most about eight. */
const wholeTicks = (last: number): readonly number[] => {
  const step =
    [1, 2, 5, 10, 20, 25, 50, 100, 200, 500].find((size) => last / size <= 8) ?? Math.ceil(last / 8);
  const multiples = Array.from({length: Math.floor(last / step)}, (_, index) => (index + 1) * step);
  return step <= 2 && multiples[0] === 1 ? multiples : [1, ...multiples];
};
