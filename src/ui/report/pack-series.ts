import type {Series} from '../../tracking/run-summary.ts';
import {thinned} from '../curves/thinned.ts';
import type {PackedSeries} from './report-data.ts';

/** A curve for the page: thousands of runs make a file of some megabytes. */
export function packSeries({stage, name, points: all}: Series): PackedSeries {
  const points = thinned(
    all.map(({step, value}) => ({x: step, y: value})),
    mostPoints,
  ).map(({x, y}) => ({step: x, value: y}));
  const counts = points.every(({step}, index) => step === index + 1);
  return {
    stage,
    name,
    ...(counts ? {} : {steps: points.map(({step}) => step)}),
    values: points.map(({value}) =>
      Number.isFinite(value) ? Number(value.toPrecision(digits)) : String(value),
    ),
  };
}

/** Of longer curves those points that show: a hundred thousand epochs would take a megabyte each. */
const mostPoints = 5000;
/** More than an eye can tell on a chart, or a table shows. */
const digits = 6;

export const unpackSeries = ({stage, name, steps, values}: PackedSeries): Series => ({
  stage,
  name,
  points: values.map((value, index) => ({step: steps?.[index] ?? index + 1, value: Number(value)})),
});
