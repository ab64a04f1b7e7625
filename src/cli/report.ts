import {readFile} from 'node:fs/promises';
import {resolve} from 'node:path';
import {fail, ok, type Result} from '../runner/failure.ts';
import {filterRuns} from '../tracking/filter/filter-runs.ts';
import {openTracking, type Tracking} from '../tracking/open-tracking.ts';
import type {RunSummary} from '../tracking/run-summary.ts';
import {bytes} from '../ui/bytes.ts';
import {plural} from '../ui/numbers.ts';
import {openOutside} from '../ui/open-outside.ts';
import {collectReport} from '../ui/report/collect-report.ts';
import {reportWithoutRuns} from '../ui/report/failures.ts';
import type {ReportData} from '../ui/report/report-data.ts';
import type {Directions} from '../ui/run-columns.ts';
import {reportHtml, type ReportPage} from '../ui/report/report-html.ts';
import {writeReport} from '../ui/report/write-report.ts';
import {chosenRuns} from './chosen-runs.ts';
import {pipelineMetrics} from './pipeline-metrics.ts';
import type {ReportOptions} from './options/runs.ts';
import {print, refuse} from './say.ts';
import {version} from './version.ts';
import {workspaceOf} from './workspace.ts';

/** `epochal report`: one HTML file about the runs of a query, with nothing outside of it. */
export async function reportVerb(names: readonly string[], options: ReportOptions): Promise<number> {
  const metrics = await pipelineMetrics(options.file);
  if (!metrics.ok) return refuse(metrics.failure);
  const {record} = workspaceOf(options.file);
  const tracking = openTracking(record, {create: false});
  if (!tracking.ok) return refuse([tracking.failure]);
  const data = await collected(tracking.value, names, {options, metrics: metrics.value});
  tracking.value.close();
  if (!data.ok) return refuse([data.failure]);

  const html = reportHtml(data.value, await readPage());
  const file = resolve(options.output);
  const written = await writeReport(file, html);
  if (!written.ok) return refuse([written.failure]);
  await print(
    `Wrote ${options.output}: ${plural(data.value.runs.length, 'run')}, ${bytes(Buffer.byteLength(html))}. It needs no network and no server.`,
  );
  if (options.open === true) openOutside(file);
  return 0;
}

interface World {
  readonly options: ReportOptions;
  readonly metrics: Directions;
}

async function collected(
  tracking: Tracking,
  names: readonly string[],
  {options, metrics}: World,
): Promise<Result<ReportData>> {
  const world = {metrics, now: Date.now()};
  const chosen = chosenRuns(tracking, names, options, world);
  if (!chosen.ok) return chosen;
  const {
    runs,
    baseline: [baseline],
  } = chosen.value;
  const [first] = runs;
  if (first === undefined) return fail(reportWithoutRuns(options.where));
  const {artifacts} = workspaceOf(options.file);
  const {pipeline} = first;
  const closer = closerRuns(options.figures, runs, world.now);
  if (!closer.ok) return closer;
  return collectReport({
    ...world,
    tracking,
    artifacts,
    runs,
    closer: closer.value,
    baseline,
    pipeline,
    file: options.file,
    version,
  });
}

/** `--figures`: so many from the first on, or those that pass a filter. */
function closerRuns(
  figures: string | undefined,
  runs: readonly RunSummary[],
  now: number,
): Result<readonly RunSummary[]> {
  if (figures === undefined) return ok(runs.slice(0, usuallyCloser));
  if (/^\d+$/.test(figures)) return ok(runs.slice(0, Number(figures)));
  return filterRuns(figures, {runs, now});
}

/** Figures take most of a report's room. */
const usuallyCloser = 12;

/** The build puts them beside the program. */
async function readPage(): Promise<ReportPage> {
  const read = (file: string) => readFile(new URL(`./${file}`, import.meta.url), 'utf8');
  return {script: await read('report-page.js'), style: await read('report-style.css')};
}
