import {viewStore} from '../runner/artifact-store.ts';
import {driftSince} from '../runner/drift.ts';
import {environmentOf} from '../runner/environment.ts';
import type {PlannedRun} from '../runner/pipeline.ts';
import {engineInfo} from '../ml/engine-info.ts';
import {driftText} from '../ui/drift-text.ts';
import {exitCodeOf} from './exit-code.ts';
import {present} from './load-pipeline-file.ts';
import {openWorkspace, type OpenWorkspace} from './open-workspace.ts';
import type {RerunOptions} from './options/repeats.ts';
import {planAgain, readRecordedRun, threadsOf, type RecordedRun} from './recorded-run.ts';
import {runPlanned} from './run-planned.ts';
import {refuse} from './say.ts';
import {version} from './version.ts';
import {workspaceOf, type Workspace} from './workspace.ts';

type Env = Record<string, string | undefined>;

/** `epochal rerun <run>`: executes a run again from its record, and says first what is not as it was then. */
export async function rerunVerb(name: string, options: RerunOptions, env: Env): Promise<number> {
  const workspace = workspaceOf(options.file);
  const recorded = readRecordedRun(workspace.record, name);
  if (!recorded.ok) return refuse([recorded.failure]);
  const planned = await planAgain(options.file, recorded.value, options.set);
  if (!planned.ok) return refuse(planned.failure);
  const opened = await openWorkspace(workspace);
  if (!opened.ok) return refuse([opened.failure]);
  const {id} = recorded.value.run;
  const drift = await driftOf(planned.value, {
    recorded: recorded.value,
    opened: opened.value,
    workspace,
    env,
  });
  if (drift !== undefined) process.stderr.write(`${drift}\n`);
  const result = await runPlanned({
    runs: [options.force === true ? afresh(planned.value) : planned.value],
    workspace: opened.value,
    options: {...options, threads: threadsOf(recorded.value.run), facts: {rerun_of: id}},
    env,
  });
  opened.value.tracking.close();
  return exitCodeOf(result);
}

const afresh = (run: PlannedRun): PlannedRun => ({
  ...run,
  pipeline: {...run.pipeline, stages: run.pipeline.stages.map((stage) => ({...stage, mode: 'afresh'}))},
});

interface Around {
  readonly recorded: RecordedRun;
  readonly opened: OpenWorkspace;
  readonly workspace: Workspace;
  readonly env: Env;
}

async function driftOf(
  planned: PlannedRun,
  {recorded, opened, workspace, env}: Around,
): Promise<string | undefined> {
  const {folder, artifacts} = workspace;
  const history = viewStore(artifacts, present());
  const [{facts}, causes] = await Promise.all([
    environmentOf({workspace: folder, version}),
    driftSince(planned, {
      fingerprints: recorded.record.fingerprints,
      surroundings: {code: opened.code, engine: () => engineInfo({env})},
      world: {workspace: folder, env, digest: history.digest},
      history,
    }),
  ]);
  return driftText({run: recorded.run, causes, facts});
}
