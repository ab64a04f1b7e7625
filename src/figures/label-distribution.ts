import type {TopLevelSpec} from 'vega-lite';
import {drawChart} from './chart.ts';
import {grouped, imagesOf} from './counting.ts';
import type {Figure} from './figure.ts';
import {labelAxis, labelAxisLook, mostLabels} from './label-axis.ts';
import {look, palette} from './look.ts';
import {textWidth} from './markup.ts';

interface LabelDistribution {
  readonly title: string;
  readonly labels: readonly string[];
  /** Images of each label, in the order of `labels`. */
  readonly splits: readonly {readonly name: string; readonly counts: readonly number[]}[];
}

/**
 * How many images each label has: a panel a split, one above the other, so that columns compare downwards. Of very many labels the
 * first are shown.
 */
export const labelDistribution = ({title, labels: all, splits}: LabelDistribution): Promise<Figure> => {
  const labels = all.slice(0, mostLabels);
  const {step, labelAngle} = labelAxis(labels, 620);
  const highest = splits.flatMap(({counts}) => counts).reduce((most, count) => Math.max(most, count), 0);
  // One width for the numbers of all panels keeps the panels' titles in line.
  const minExtent = Math.ceil(textWidth(grouped(highest), look.textSize)) + 6;
  const panels = splits.map(({name, counts}, row) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    const mean = total / Math.max(1, all.length);
    const last = row === splits.length - 1;
    return {
      title: {
        text: name,
        subtitle: `${imagesOf(total)}, ${grouped(mean < 10 ? Math.round(mean * 10) / 10 : Math.round(mean))} a label on average (dashed)`,
        fontSize: look.textSize,
        subtitlePadding: 3,
      },
      width: Math.max(240, step * labels.length),
      height: 130,
      layer: [
        {
          data: {values: counts.slice(0, mostLabels).map((count, index) => ({index, count}))},
          mark: {type: 'bar', color: palette[row % palette.length]},
          encoding: {
            x: {
              field: 'index',
              type: 'ordinal',
              scale: {paddingInner: 0.25, paddingOuter: 0.25},
              title: last ? axisTitle(labels.length, all.length) : null,
              axis: {...labelAxisLook, labelAngle, labels: last || labelAngle === 0},
            },
            y: {
              field: 'count',
              type: 'quantitative',
              title: 'Images',
              scale: {nice: 4},
              axis: {tickCount: 4, tickMinStep: 1, domain: false, ticks: false, format: ',d', minExtent},
            },
          },
        },
        {
          data: {values: [{mean}]},
          mark: {type: 'rule', color: look.ink, strokeDash: [4, 3], strokeWidth: 1},
          encoding: {y: {field: 'mean', type: 'quantitative'}},
        },
      ],
    };
  });
  const spec = {title, params: [{name: 'labels', value: labels}], spacing: 22, vconcat: panels};
  return drawChart(title, spec as unknown as TopLevelSpec);
};

const axisTitle = (shown: number, all: number): string =>
  shown < all ? `Label (the first ${shown} of ${grouped(all)})` : 'Label';
