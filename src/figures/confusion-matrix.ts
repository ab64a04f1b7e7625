import type {TopLevelSpec} from 'vega-lite';
import {drawChart} from './chart.ts';
import type {Figure} from './figure.ts';
import {look} from './look.ts';
import {textWidth} from './markup.ts';

export interface ConfusionMatrix {
  readonly title: string;
  readonly labels: readonly string[];
  /** `counts[true][predicted]`. */
  readonly counts: readonly (readonly number[])[];
}

/** What was said of what there was. A cell's shade is its share of the true label's images; its number is the count. */
export const confusionMatrix = ({title, labels, counts}: ConfusionMatrix): Promise<Figure> => {
  const cells = counts.flatMap((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, said) => ({truth, said, count, share: total === 0 ? 0 : count / total}));
  });
  const images = cells.reduce((sum, {count}) => sum + count, 0);
  const right = cells.reduce((sum, {truth, said, count}) => sum + (truth === said ? count : 0), 0);
  const step = Math.max(13, Math.min(64, 640 / Math.max(1, labels.length)));
  const digits = Math.max(...cells.map(({count}) => String(count).length), 1);
  const numberSize = Math.min(look.textSize, (step - 3) / (digits * 0.64));
  const upright = labels.some((label) => textWidth(label, look.textSize) > step - 2);
  const axis = {
    labelExpr: 'labels[datum.value]',
    labelLimit: 140,
    labelOverlap: false,
    ticks: false,
    domain: false,
  };
  const share = {
    field: 'share',
    type: 'quantitative',
    // The square root keeps a handful of mistakes visible beside hundreds that are right.
    scale: {type: 'sqrt', domain: [0, 1], range: shades},
    legend: {
      title: 'Share of true label',
      format: '.0%',
      values: [0, 0.05, 0.25, 0.5, 1],
      gradientLength: Math.min(160, step * labels.length),
      gradientThickness: 12,
      tickCount: 5,
    },
  };
  const place = {
    x: {
      field: 'said',
      type: 'ordinal',
      title: 'Predicted label',
      axis: {...axis, orient: 'bottom', labelAngle: upright ? -90 : 0},
    },
    y: {field: 'truth', type: 'ordinal', title: 'True label', axis},
  };
  const spec = {
    title: {
      text: title,
      subtitle: `${grouped(right)} of ${grouped(images)} right (${percent(right, images)})`,
    },
    params: [{name: 'labels', value: [...labels]}],
    data: {values: cells},
    width: {step},
    height: {step},
    layer: [
      {
        mark: {type: 'rect', stroke: look.grid, strokeWidth: 0.5},
        encoding: {...place, color: share},
      },
      ...(numberSize >= 6
        ? [
            {
              transform: [{filter: 'datum.count > 0'}],
              mark: {type: 'text', fontSize: numberSize, baseline: 'middle'},
              encoding: {
                ...place,
                text: {field: 'count', type: 'quantitative', format: 'd'},
                color: {condition: {test: 'datum.share > 0.3', value: '#ffffff'}, value: look.ink},
              },
            },
          ]
        : []),
    ],
  };
  return drawChart(title, spec as unknown as TopLevelSpec);
};

/** Light to dark, so that it also reads in grey. */
const shades = ['#ffffff', '#c6dbef', '#6baed6', '#2171b5', '#08306b'];

const grouped = (count: number): string => count.toLocaleString('en-US');
const percent = (part: number, whole: number): string =>
  whole === 0 ? 'no images' : `${((100 * part) / whole).toFixed(1)} %`;
