import type {ExecutionResult} from '../runner/execute.ts';
import type {PlannedRun} from '../runner/pipeline.ts';
import {listRuns} from '../tracking/list-runs.ts';
import type {Tracking} from '../tracking/open-tracking.ts';
import {compareTable} from '../ui/compare-table.ts';
import {compare} from '../ui/comparison.ts';
import {exitCodeOf} from './exit-code.ts';
import {openWorkspace} from './open-workspace.ts';
import {keepSize} from './keep-size.ts';
import {planRuns} from './plan-runs.ts';
import type {RunOptions} from './options/pipeline.ts';
import {runPlanned} from './run-planned.ts';
import {print, printAside, refuse} from './say.ts';
import {readTerminal} from './terminal.ts';
import {workspaceOf} from './workspace.ts';

type Env = Record<string, string | undefined>;

/** `epochal run`: plans, opens store and record, runs, shows. */
export async function runVerb(file: string, options: RunOptions, env: Env): Promise<number> {
  const planned = await planRuns(file, options);
  if (!planned.ok) return refuse(planned.failure);
  const workspace = await openWorkspace(workspaceOf(file));
  if (!workspace.ok) return refuse([workspace.failure]);
  const {tracking, code} = workspace.value;
  const began = Date.now();
  const result = await runPlanned({runs: planned.value, workspace: workspace.value, options, env});
  const shown = options.json === true ? 0 : await showTable(result, tracking, {planned: planned.value, env});
  tracking.close();
  const limit = planned.value[0]?.pipeline.storeLimit;
  if (limit !== undefined && result.status !== 'cancelled') {
    const said = await keepSize({file, limit, code, env, results: result.runs, began});
    if (said !== undefined) await (options.json === true ? printAside(said) : print(said));
  }
  return Math.max(shown, exitCodeOf(result));
}

/** Several runs end with the table that compares them; those that equal an earlier run stand there as that one. */
async function showTable(
  {runs}: ExecutionResult,
  tracking: Tracking,
  {planned, env}: {readonly planned: readonly PlannedRun[]; readonly env: Env},
): Promise<number> {
  if (runs.length < 2) return 0;
  const metrics = planned[0]?.pipeline.metrics ?? {};
  const listed = listRuns(tracking, {names: runs.map(({id, equals}) => equals ?? id), metrics});
  if (!listed.ok) return refuse([listed.failure]);
  const {columns: width} = readTerminal(env, process.stdout);
  await print(`\n${compareTable(compare(listed.value, metrics), width === undefined ? {} : {width})}`);
  return 0;
}
