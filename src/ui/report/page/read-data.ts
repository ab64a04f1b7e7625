import type {RunSummary, Series} from '../../../tracking/run-summary.ts';
import {unpackSeries} from '../pack-series.ts';
import type {ReportData} from '../report-data.ts';

/** The report's data, with numbers that are not finite as numbers again. */
export interface Report extends Omit<ReportData, 'curves' | 'grouped'> {
  readonly grouped: readonly RunSummary[] | null;
  readonly seriesOf: (run: string) => readonly Series[];
}

export function readData(): Report {
  const text = document.getElementById('report-data')?.textContent ?? '{}';
  const {curves, grouped, ...data} = JSON.parse(text) as ReportData;
  const places = new Map(data.runs.map(({id}, index) => [id, index]));
  const unpacked = new Map<string, readonly Series[]>();
  const runs = data.runs.map(withNumbers);
  return {
    ...data,
    runs,
    grouped:
      grouped?.flatMap((each) => (typeof each === 'number' ? (runs[each] ?? []) : [withNumbers(each)])) ??
      null,
    baseline: data.baseline === null ? null : withNumbers(data.baseline),
    seriesOf: (run) => {
      const known = unpacked.get(run) ?? (curves[places.get(run) ?? -1] ?? []).map(unpackSeries);
      unpacked.set(run, known);
      return known;
    },
  };
}

const withNumbers = (run: RunSummary): RunSummary => ({
  ...run,
  latest: numbers(run.latest),
  best: numbers(run.best),
});

/** JSON has no NaN: such a number stands there as text. */
const numbers = (values: Readonly<Record<string, number | string>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
