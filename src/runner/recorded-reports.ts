import type {StageReport} from './stage-definition.ts';

/** What a stage said that belongs to its result: it is kept beside the artifact and said again on a hit. */
export type RecordedReport = Extract<StageReport, {type: 'metrics' | 'fact' | 'finding'}>;

export const isRecorded = (report: StageReport): report is RecordedReport =>
  report.type === 'metrics' || report.type === 'fact' || report.type === 'finding';

/** A line of JSON each. JSON has no NaN and no Infinity: they are written as text. */
export const writeReports = (reports: readonly RecordedReport[]): string =>
  reports.map((report) => `${JSON.stringify(report, spellOut)}\n`).join('');

/** Undefined where the text is not what `writeReports` writes. */
export function readReports(text: string): readonly RecordedReport[] | undefined {
  try {
    const reports = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line));
    return reports.every(isReport) ? reports.map(withNumbers) : undefined;
  } catch {
    return undefined;
  }
}

const spellOut = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

const withNumbers = (report: RecordedReport): RecordedReport =>
  report.type === 'metrics' ? {...report, values: asNumbers(report.values)} : report;

const asNumbers = (values: Readonly<Record<string, number | string>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));

const isReport = (value: unknown): value is RecordedReport =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  (value.type === 'metrics'
    ? 'step' in value && 'values' in value && typeof value.values === 'object' && value.values !== null
    : value.type === 'fact'
      ? 'name' in value && 'value' in value
      : value.type === 'finding' && 'kind' in value && 'names' in value && Array.isArray(value.names));
