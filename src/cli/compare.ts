import {resolve} from 'node:path';
import {exitCodes, fail, ok, type Failure, type Result} from '../runner/failure.ts';
import {splitNames} from '../runner/matrix/cell-name.ts';
import {gateEmpty, metricWithoutCurves} from '../tracking/failures.ts';
import {openTracking, type Tracking} from '../tracking/open-tracking.ts';
import type {RunSummary} from '../tracking/run-summary.ts';
import {compareCsv} from '../ui/compare-csv.ts';
import {compareJson} from '../ui/compare-json.ts';
import {compareMarkdown} from '../ui/compare-markdown.ts';
import {compareTable} from '../ui/compare-table.ts';
import {compare} from '../ui/comparison.ts';
import {namedColumns, type Directions} from '../ui/run-columns.ts';
import {chosenRuns, namesAsked} from './chosen-runs.ts';
import {groupedRows} from './grouped-rows.ts';
import {pipelineMetrics} from './pipeline-metrics.ts';
import type {CompareOptions} from './options/runs.ts';
import {growAtOnce} from './roomy-heap.ts';
import {print, refuse} from './say.ts';
import {readTerminal} from './terminal.ts';
import {workspaceOf} from './workspace.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** `epochal compare runs`: all runs, or those named: on a terminal the dashboard, else a table, or for programs; with `--fail-if` a gate. */
export async function compareVerb(
  names: readonly string[],
  options: CompareOptions,
  env: Env,
): Promise<number> {
  if (options.metric !== undefined && options.pane !== 'curves') return refuse([metricWithoutCurves()]);
  growAtOnce();
  const metrics = await pipelineMetrics(options.file);
  if (!metrics.ok) return refuse(metrics.failure);
  const tracking = openTracking(workspaceOf(options.file).record, {create: false});
  if (!tracking.ok) return refuse([tracking.failure]);
  const world = {metrics: metrics.value, now: Date.now()};
  if (wantsDashboard(options, env)) return dashboard(tracking.value, names, {options, env, ...world});
  const read = readChosen(tracking.value, names, {options, ...world});
  if (options.pane !== undefined && read.ok) {
    const text = await pane(tracking.value, options.pane, {...read.value, ...world, options, env});
    tracking.value.close();
    if (!text.ok) return refuse([text.failure]);
    await print(text.value);
    return 0;
  }
  tracking.value.close();
  if (!read.ok) return refuse([read.failure]);
  const {runs, baseline} = read.value;
  if (options.failIf !== undefined) return gate(options.failIf, {...read.value, ...world, options});

  const rows = inGroups(options) ? await groupedRows(runs, {...world, ...options}) : runs;
  if (options.json === true) {
    await print(compareJson(rows));
    return 0;
  }
  const text = tableText(rows, {options, env, baseline: baseline[0], ...world});
  if (!text.ok) return refuse(text.failure);
  await print(text.value);
  return 0;
}

/** `--pane`. */
async function pane(
  tracking: Tracking,
  name: NonNullable<CompareOptions['pane']>,
  {runs, baseline: [baseline], options, env, metrics}: Chosen & World & {readonly env: Env},
): Promise<Result<string>> {
  const {paneText} = await import('./compare-pane.ts');
  const {artifacts} = workspaceOf(options.file);
  const {columns: width} = readTerminal(env, process.stdout);
  return paneText(tracking, name, {runs, baseline, options, metrics, artifacts, width});
}

/** What only a table shows asks for a table. */
function wantsDashboard(options: CompareOptions, env: Env): boolean {
  const {plain, json, csv, md, where, sort, columns, onlyDifferences} = options;
  const {baseline, group, limit, failIf, pane: text, metric} = options;
  const shape = [plain, json, csv, md, columns, onlyDifferences, group, text, metric];
  const asked = [...shape, where, sort, baseline, limit, failIf];
  const {interactive} = readTerminal(env, process.stdout);
  return interactive && process.stdin.isTTY && asked.every((option) => option === undefined);
}

async function dashboard(
  tracking: Tracking,
  names: readonly string[],
  {options, env, metrics}: World & {readonly env: Env},
): Promise<number> {
  const {openDashboard} = await import('../ui/dashboard/open-dashboard.ts');
  const {stdin, stdout} = process;
  const end = await openDashboard({
    tracking,
    metrics,
    names: namesAsked(names),
    artifacts: workspaceOf(options.file).artifacts,
    program: {command: [process.execPath, process.argv[1] ?? ''], file: resolve(options.file)},
    colour: readTerminal(env, stdout).colour,
    ...(options.images === undefined ? {} : {images: options.images}),
    env,
    stdin,
    stdout,
  });
  tracking.close();
  if (!end.ok) return refuse([end.failure]);
  if (end.value === 'left') return 0;
  // Node aborts at its end where a terminal that it had changed is gone: then the signal itself ends the program.
  if (end.value === 'hung up') process.kill(process.pid, 'SIGHUP');
  return exitCodes.cancelled;
}

interface World {
  readonly options: CompareOptions;
  readonly metrics: Directions;
  readonly now: number;
}

interface Chosen {
  readonly runs: readonly RunSummary[];
  readonly baseline: readonly RunSummary[];
}

/** A gate judges no run of its own baseline. */
function readChosen(
  tracking: Tracking,
  names: readonly string[],
  {options, metrics, now}: World,
): Result<Chosen> {
  const directed = Object.keys(metrics);
  const world = {
    metrics,
    now,
    brief: options.json === undefined,
    ...(tableAlone(options) && directed.length > 0 ? {only: directed} : {}),
  };
  const {limit, ...query} = options;
  const cut = limit === undefined || inGroups(options) ? query : {...query, limit};
  const chosen = chosenRuns(tracking, names, cut, world);
  if (!chosen.ok || options.failIf === undefined) return chosen;
  const {runs, baseline} = chosen.value;
  if (runs.length === 0) return fail(gateEmpty());
  const ids = new Set(baseline.map(({id}) => id));
  return ok({runs: runs.filter(({id}) => !ids.has(id)), baseline});
}

/** A table shows the pipeline's metrics alone. */
const tableAlone = ({json, where, sort, columns, group, failIf}: CompareOptions): boolean =>
  [json, where, sort, columns, group, failIf].every((option) => option === undefined);

/** A row is a group of runs then, and `--limit` counts those. */
const inGroups = ({group, pane: text, failIf}: CompareOptions): boolean =>
  group === true && text === undefined && failIf === undefined;

interface TableWorld extends World {
  readonly env: Env;
  readonly baseline: RunSummary | undefined;
}

function tableText(
  runs: readonly RunSummary[],
  {options, env, baseline, metrics, now}: TableWorld,
): Result<string, readonly Failure[]> {
  const names =
    options.columns === undefined ? undefined : splitNames(options.columns).filter((name) => name !== '');
  const columns = names === undefined ? undefined : namedColumns(names, {runs, metrics, now});
  if (columns?.ok === false) return columns;
  const comparison = compare(runs, metrics, {
    ...(columns === undefined ? {} : {columns: columns.value}),
    ...(baseline === undefined ? {} : {baseline}),
    onlyDifferences: options.onlyDifferences === true,
  });
  if (options.csv === true) return ok(compareCsv(comparison));
  if (options.md === true) return ok(compareMarkdown(comparison));
  const {columns: width} = readTerminal(env, process.stdout);
  return ok(compareTable(comparison, width === undefined ? {} : {width}));
}

/** `--fail-if`: code 1 where a run meets the condition. */
async function gate(condition: string, {runs, baseline, now, options}: Chosen & World): Promise<number> {
  const {judge} = await import('../tracking/gate.ts');
  const verdicts = judge(condition, {runs, baseline, now});
  if (!verdicts.ok) return refuse([verdicts.failure]);
  const {gateJson, gateText} = await import('../ui/gate-text.ts');
  await print((options.json === true ? gateJson : gateText)(condition, verdicts.value));
  return verdicts.value.some(({fails}) => fails) ? 1 : 0;
}
