import type {Series} from '../../tracking/run-summary.ts';
import type {PackedSeries} from './report-data.ts';

/** A curve for the page: thousands of runs make a file of some megabytes. */
export function packSeries({stage, name, points}: Series): PackedSeries {
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

/** More than an eye can tell on a chart, or a table shows. */
const digits = 6;

export const unpackSeries = ({stage, name, steps, values}: PackedSeries): Series => ({
  stage,
  name,
  points: values.map((value, index) => ({step: steps?.[index] ?? index + 1, value: Number(value)})),
});
