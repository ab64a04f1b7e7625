import type {TopLevelSpec} from 'vega-lite';
import {drawChart} from './chart.ts';
import type {Figure} from './figure.ts';
import {look, palette} from './look.ts';
import {textWidth} from './markup.ts';

export interface LabelDistribution {
  readonly title: string;
  readonly labels: readonly string[];
  /** Images of each label, in the order of `labels`. */
  readonly splits: readonly {readonly name: string; readonly counts: readonly number[]}[];
}

/** How many images each label has: a panel a split, one above the other, so that columns compare downwards. */
export const labelDistribution = ({title, labels, splits}: LabelDistribution): Promise<Figure> => {
  const step = Math.max(15, Math.min(72, 620 / Math.max(1, labels.length)));
  const upright = labels.some((label) => textWidth(label, look.textSize) > step - 2);
  const spec: TopLevelSpec = {
    title,
    params: [{name: 'labels', value: [...labels]}],
    spacing: 18,
    vconcat: splits.map(({name, counts}, row) => {
      const total = counts.reduce((sum, count) => sum + count, 0);
      const last = row === splits.length - 1;
      return {
        title: {
          text: name,
          subtitle: `${grouped(total)} images`,
          fontSize: look.textSize,
          subtitleFontSize: look.textSize,
          subtitlePadding: 3,
          offset: 8,
        },
        width: Math.max(240, step * labels.length),
        height: 130,
        layer: [
          {
            data: {values: counts.map((count, index) => ({index, count}))},
            mark: {type: 'bar', color: palette[row % palette.length] ?? palette[0]},
            encoding: {
              x: {
                field: 'index',
                type: 'ordinal',
                scale: {paddingInner: 0.25, paddingOuter: 0.25},
                title: last ? 'Label' : null,
                axis: {
                  labelExpr: 'labels[datum.value]',
                  labelAngle: upright ? -90 : 0,
                  labelLimit: 140,
                  labelOverlap: false,
                  ticks: false,
                  ...(upright ? {} : {labelBaseline: 'top'}),
                },
              },
              y: {
                field: 'count',
                type: 'quantitative',
                title: 'Images',
                axis: {tickCount: 4, tickMinStep: 1, domain: false, ticks: false, format: ',d'},
              },
            },
          },
          {
            data: {values: [{mean: total / Math.max(1, labels.length)}]},
            mark: {type: 'rule', color: look.ink, strokeDash: [4, 3], strokeWidth: 1},
            encoding: {y: {field: 'mean', type: 'quantitative'}},
          },
        ],
      };
    }),
  };
  return drawChart(title, spec);
};

const grouped = (count: number): string => count.toLocaleString('en-US');
