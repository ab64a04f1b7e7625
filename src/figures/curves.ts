import type {TopLevelSpec} from 'vega-lite';
import {drawChart} from './chart.ts';
import type {Figure} from './figure.ts';
import {dashes, look, palette, shapes} from './look.ts';

export interface Curves {
  readonly title: string;
  /** What `1…n` counts, such as `Epoch`. */
  readonly xLabel: string;
  readonly panels: readonly CurvePanel[];
}

export interface CurvePanel {
  readonly title: string;
  /** A series with the same name looks the same in every panel. */
  readonly series: readonly {readonly name: string; readonly values: readonly number[]}[];
  /** Whether the axis begins at zero. */
  readonly zero?: boolean;
}

/** Values over epochs, a panel side by side for each quantity. Values that are not finite leave a gap. */
export const curves = ({title, xLabel, panels}: Curves): Promise<Figure> => {
  const names = [...new Set(panels.flatMap(({series}) => series.map(({name}) => name)))];
  const inTurn = <T>(choices: readonly T[]): T[] =>
    names.map((_, index) => choices[index % choices.length]).filter((choice) => choice !== undefined);
  const legend =
    names.length > 1 ? {title: null, orient: 'bottom', symbolStrokeWidth: 2, symbolSize: 110} : null;
  const last = Math.max(1, ...panels.flatMap(({series}) => series.map(({values}) => values.length)));
  const ticks = wholeTicks(last);
  const spec = {
    title,
    spacing: 36,
    hconcat: panels.map((panel) => ({
      title: {text: panel.title, fontSize: look.textSize, offset: 8},
      width: 320,
      height: 220,
      data: {
        values: panel.series.flatMap(({name, values}) =>
          values.map((value, index) => ({x: index + 1, name, value: Number.isFinite(value) ? value : null})),
        ),
      },
      // Many epochs would make a string of beads; the dashes tell series apart by themselves.
      mark: {type: 'line', strokeWidth: 1.8, point: last <= 30 ? {size: 28} : false},
      encoding: {
        x: {
          field: 'x',
          type: 'quantitative',
          title: xLabel,
          scale: {domain: last === 1 ? [0, 2] : [1, last], nice: false},
          axis: {values: ticks, format: ',d'},
        },
        y: {
          field: 'value',
          type: 'quantitative',
          title: null,
          scale: {zero: panel.zero ?? false},
          axis: {tickCount: 6, domain: false, ticks: false},
        },
        color: {field: 'name', type: 'nominal', scale: {domain: names, range: inTurn(palette)}, legend},
        strokeDash: {field: 'name', type: 'nominal', scale: {domain: names, range: inTurn(dashes)}, legend},
        ...(last <= 30 && {
          shape: {field: 'name', type: 'nominal', scale: {domain: names, range: inTurn(shapes)}, legend},
        }),
      },
    })),
  };
  return drawChart(title, spec as TopLevelSpec);
};

/** 1 and the multiples of a round step up to `last`, at most about eight. */
const wholeTicks = (last: number): readonly number[] => {
  const step =
    [1, 2, 5, 10, 20, 25, 50, 100, 200, 500].find((size) => last / size <= 8) ?? Math.ceil(last / 8);
  const multiples = Array.from({length: Math.floor(last / step)}, (_, index) => (index + 1) * step);
  return step === 1 ? multiples : [1, ...multiples];
};
