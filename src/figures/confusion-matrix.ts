import type {TopLevelSpec} from 'vega-lite';
import {drawChart} from './chart.ts';
import {grouped, imagesOf} from './counting.ts';
import type {Figure} from './figure.ts';
import {labelAxis, labelAxisLook, mostLabels} from './label-axis.ts';
import {look} from './look.ts';

interface ConfusionMatrix {
  readonly title: string;
  readonly labels: readonly string[];
  /** `counts[true][predicted]`. */
  readonly counts: readonly (readonly number[])[];
}

/**
 * What was said of what there was. A cell's shade is its share of the true label's images; its number is the count. Of very many
 * labels those are shown that have most to do with mistakes.
 */
export const confusionMatrix = ({title, labels: all, counts}: ConfusionMatrix): Promise<Figure> => {
  const shown = mostConfused(counts);
  const labels = shown.map((index) => all[index] ?? '');
  const totals = counts.map(sum);
  const cells = shown.flatMap((actual, truth) => {
    const total = totals[actual] ?? 0;
    return shown.map((predicted, said) => {
      const count = counts[actual]?.[predicted] ?? 0;
      return {truth, said, count, share: total === 0 ? 0 : count / total};
    });
  });
  const images = sum(totals);
  const right = sum(counts.map((row, index) => row[index] ?? 0));
  const {step, labelAngle} = labelAxis(labels, 640);
  const largest = cells.reduce((most, {count}) => Math.max(most, count), 0);
  const digits = String(largest).length;
  const numberSize = Math.min(look.textSize, (step - 3) / (digits * 0.64));

  const axis = {...labelAxisLook, domain: false};
  const place = {
    x: {field: 'said', type: 'ordinal', title: 'Predicted label', axis: {...axis, labelAngle}},
    y: {field: 'truth', type: 'ordinal', title: 'True label', axis},
  };
  const share = {
    field: 'share',
    type: 'quantitative',
    // The square root keeps a handful of mistakes visible beside hundreds that are right.
    scale: {type: 'sqrt', domain: [0, 1], range: shades, interpolate: 'rgb'},
    legend: {
      title: 'Share of true label',
      format: '.0%',
      values: [0, 0.05, 0.25, 0.5, 1],
      gradientLength: Math.min(160, step * labels.length),
      gradientThickness: 12,
    },
  };
  const numbers = {
    transform: [{filter: 'datum.count > 0'}],
    mark: {type: 'text', fontSize: numberSize, baseline: 'middle'},
    encoding: {
      ...place,
      text: {field: 'count', type: 'quantitative', format: 'd'},
      color: {condition: {test: 'datum.share > 0.3', value: look.paper}, value: look.ink},
    },
  };
  const spec = {
    title: {
      text: title,
      subtitle: `${grouped(right)} of ${imagesOf(images)} right${percent(right, images)}${some(shown.length, all.length)}`,
    },
    params: [{name: 'labels', value: labels}],
    data: {values: cells},
    width: {step},
    height: {step: Math.min(step, 64)},
    layer: [
      {mark: {type: 'rect', stroke: look.grid, strokeWidth: 0.5}, encoding: {...place, color: share}},
      // Numbers too small to read are left out; the shade still speaks.
      ...(numberSize >= 6 ? [numbers] : []),
    ],
  };
  return drawChart(title, spec as unknown as TopLevelSpec);
};

/** Which labels are shown, in their order: all, or those that were most often taken for another or another for them. */
const mostConfused = (counts: ConfusionMatrix['counts']): readonly number[] => {
  const every = counts.map((_, index) => index);
  if (every.length <= mostLabels) return every;
  const mistakes = counts.map(() => 0);
  counts.forEach((row, truth) =>
    row.forEach((count, said) => {
      if (truth === said) return;
      for (const index of [truth, said]) mistakes[index] = (mistakes[index] ?? 0) + count;
    }),
  );
  return every
    .toSorted((a, b) => (mistakes[b] ?? 0) - (mistakes[a] ?? 0) || a - b)
    .slice(0, mostLabels)
    .toSorted((a, b) => a - b);
};

const some = (shown: number, all: number): string =>
  shown < all ? `; shown are the ${shown} of ${grouped(all)} labels with most mistakes` : '';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Light to dark, so that it also reads in grey. */
const shades = ['#ffffff', '#c6dbef', '#6baed6', '#2171b5', '#08306b'];

const percent = (part: number, whole: number): string =>
  whole === 0 ? '' : ` (${((100 * part) / whole).toFixed(2)} %)`;
