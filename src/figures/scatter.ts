import type {TopLevelSpec} from 'vega-lite';
import {drawChart} from './chart.ts';
import type {Figure} from './figure.ts';
import {look, palette, shapes} from './look.ts';

interface Scatter {
  readonly title: string;
  /** What all panels show upwards. */
  readonly yLabel: string;
  readonly panels: readonly ScatterPanel[];
}

export interface ScatterPanel {
  readonly xLabel: string;
  /** `log`: equal factors are equally far apart. `names`: no numbers. */
  readonly scale: 'linear' | 'log' | 'names';
  readonly points: readonly ScatterPoint[];
}

interface ScatterPoint {
  readonly x: number | string;
  readonly y: number;
  /** Points of one series look the same in every panel. */
  readonly series: string;
}

const columns = 3;

/** One quantity against each of several others, a panel each. */
export const scatter = ({title, yLabel, panels}: Scatter): Promise<Figure> => {
  const names = [...new Set(panels.flatMap(({points}) => points.map(({series}) => series)))];
  const byName = (range: readonly string[]) => ({
    field: 'series',
    type: 'nominal',
    scale: {domain: names, range: names.map((_, index) => range[index % range.length])},
    legend: names.length > 1 ? {title: null, orient: 'bottom'} : null,
  });
  const spec = {
    title,
    spacing: 36,
    columns,
    concat: panels.map(({xLabel, scale, points}) => ({
      width: 240,
      height: 180,
      data: {values: points},
      mark: {type: 'point', filled: true, opacity: 0.85, size: 42},
      encoding: {
        x:
          scale === 'names'
            ? {field: 'x', type: 'nominal', title: xLabel, axis: {labelAngle: 0, labelLimit: 110}}
            : {
                field: 'x',
                type: 'quantitative',
                title: xLabel,
                scale: {type: scale, zero: false, nice: scale === 'linear'},
                axis: {tickCount: 5, labelOverlap: true},
              },
        y: {
          field: 'y',
          type: 'quantitative',
          title: yLabel,
          scale: {zero: false, nice: 5},
          axis: {tickCount: 5, domain: false, ticks: false},
        },
        color: byName(palette),
        shape: byName(shapes),
      },
    })),
    config: {axis: {titleFontSize: look.textSize}},
  };
  return drawChart(title, spec as unknown as TopLevelSpec);
};
