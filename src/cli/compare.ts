import {resolve} from 'node:path';
import {exitCodes} from '../runner/failure.ts';
import {listRuns} from '../tracking/list-runs.ts';
import {openTracking} from '../tracking/open-tracking.ts';
import {compareCsv} from '../ui/compare-csv.ts';
import {compareJson} from '../ui/compare-json.ts';
import {compareMarkdown} from '../ui/compare-markdown.ts';
import {compareTable} from '../ui/compare-table.ts';
import {compare} from '../ui/comparison.ts';
import {pipelineMetrics} from './pipeline-metrics.ts';
import type {CompareOptions} from './program.ts';
import {print, refuse} from './say.ts';
import {readTerminal} from './terminal.ts';
import {workspaceOf} from './workspace.ts';

/** `epochal compare runs`: all runs, or those named: on a terminal the dashboard, else a table, or for programs. */
export async function compareVerb(
  names: readonly string[],
  options: CompareOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const metrics = await pipelineMetrics(options.file);
  if (!metrics.ok) return refuse(metrics.failure);
  const tracking = openTracking(workspaceOf(options.file).record, {create: false});
  if (!tracking.ok) return refuse([tracking.failure]);
  const asked = names.filter((name) => name !== 'runs');
  const terminal = readTerminal(env, process.stdout);
  const wantsText = [options.plain, options.json, options.csv, options.md].includes(true);
  if (!wantsText && terminal.interactive && process.stdin.isTTY) {
    const {openDashboard} = await import('../ui/dashboard/open-dashboard.ts');
    const {stdin, stdout} = process;
    const end = await openDashboard({
      tracking: tracking.value,
      metrics: metrics.value,
      names: asked,
      artifacts: workspaceOf(options.file).artifacts,
      program: {command: [process.execPath, process.argv[1] ?? ''], file: resolve(options.file)},
      colour: terminal.colour,
      stdin,
      stdout,
    });
    tracking.value.close();
    if (!end.ok) return refuse([end.failure]);
    if (end.value === 'left') return 0;
    // Node aborts at its end where a terminal that it had changed is gone: then the signal itself ends the program.
    if (end.value === 'hung up') process.kill(process.pid, 'SIGHUP');
    return exitCodes.cancelled;
  }
  const runs = listRuns(tracking.value, {
    metrics: metrics.value,
    ...(asked.length > 0 ? {names: asked} : {}),
    // Tables show the pipeline's metrics alone; reading only these halves the time of ten thousand runs.
    ...(options.json === true || Object.keys(metrics.value).length === 0
      ? {}
      : {brief: Object.keys(metrics.value)}),
  });
  tracking.value.close();
  if (!runs.ok) return refuse([runs.failure]);

  if (options.json === true) {
    await print(compareJson(runs.value));
    return 0;
  }
  const comparison = compare(runs.value, metrics.value);
  const {columns: width} = terminal;
  const text =
    options.csv === true
      ? compareCsv(comparison)
      : options.md === true
        ? compareMarkdown(comparison)
        : compareTable(comparison, width === undefined ? {} : {width});
  await print(text);
  return 0;
}
