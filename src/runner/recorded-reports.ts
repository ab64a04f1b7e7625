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
    ? 'step' in value && Number.isSafeInteger(value.step) && 'values' in value && areNumbers(value.values)
    : value.type === 'fact'
      ? 'name' in value && typeof value.name === 'string' && 'value' in value && isScalar(value.value)
      : value.type === 'finding' &&
        'kind' in value &&
        typeof value.kind === 'string' &&
        'names' in value &&
        Array.isArray(value.names) &&
        value.names.every((name) => typeof name === 'string'));

const areNumbers = (values: unknown): boolean =>
  typeof values === 'object' &&
  values !== null &&
  Object.values(values).every(
    (value) => typeof value === 'number' || (typeof value === 'string' && spelt.has(value)),
  );

const spelt: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity']);

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);
