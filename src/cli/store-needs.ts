import {existsSync} from 'node:fs';
import {engineInfo} from '../ml/engine-info.ts';
import {viewStore} from '../runner/artifact-store.ts';
import type {CodeDigests} from '../runner/code-digests.ts';
import {fail, ok, type Failure, type Result} from '../runner/failure.ts';
import {foretell} from '../runner/foretell.ts';
import type {Needs} from '../runner/gc/plan-collection.ts';
import {experimentNames} from '../runner/load-pipeline.ts';
import type {PlannedRun} from '../runner/pipeline.ts';
import type {OwnModule} from '../runner/stage-definition.ts';
import {standingIn} from '../tracking/acceptances.ts';
import {openTracking} from '../tracking/open-tracking.ts';
import {runsByKey, type RunOfKey} from '../tracking/runs-by-key.ts';
import {planRuns} from './plan-runs.ts';
import type {Workspace} from './workspace.ts';

interface Asked {
  readonly workspace: Workspace;
  readonly code: CodeDigests;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface StoreNeeds {
  readonly needs: Needs;
  /** Key → the runs of the record that have it, newest first. */
  readonly runs: ReadonlyMap<string, readonly RunOfKey[]>;
  /** The modules that the pipeline brings along, by their names in fingerprints. */
  readonly modules: ReadonlyMap<string, OwnModule>;
}

/** What the pipeline in a file and the record beside it need of the store. */
export async function storeNeeds(
  file: string,
  {workspace, code, env}: Asked,
): Promise<Result<StoreNeeds, readonly Failure[]>> {
  const planned = await everyExperiment(file, workspace.folder);
  if (!planned.ok) return planned;
  const recorded = recordedRuns(workspace);
  if (!recorded.ok) return fail([recorded.failure]);
  const runs = recorded.value;
  return ok({
    runs,
    modules: modulesOf(planned.value),
    needs: {
      runs: new Map([...runs].map(([key, [newest]]) => [key, newest?.started ?? 0])),
      pinned: new Set([...runs].filter(([, of]) => of.some(({pinned}) => pinned)).map(([key]) => key)),
      pipeline: await keysOf(planned.value, {workspace, code, env}),
    },
  });
}

/** The runs of all experiments there are, listed or not. */
async function everyExperiment(
  file: string,
  folder: string,
): Promise<Result<readonly PlannedRun[], readonly Failure[]>> {
  const names = await experimentNames(folder);
  return planRuns(file, {set: [], ...(names.length === 0 ? {} : {experiment: names.join(',')})});
}

const modulesOf = (runs: readonly PlannedRun[]): ReadonlyMap<string, OwnModule> =>
  new Map(
    runs.flatMap(({pipeline}) =>
      pipeline.stages.flatMap(({definition: {name, own}}) =>
        own?.kind === 'module' ? [[name, own] as const] : [],
      ),
    ),
  );

/** What these runs would take from the store now. */
async function keysOf(
  runs: readonly PlannedRun[],
  {workspace, code, env}: Asked,
): Promise<ReadonlySet<string>> {
  const surroundings = {code, engine: () => engineInfo({env}), execution: 'to come'};
  const store = viewStore(workspace.artifacts);
  const foretold = await foretell({
    runs,
    store,
    surroundings,
    env,
    accepted: standingIn(workspace.record),
  });
  const keys = foretold.flatMap(({stages}) =>
    stages.flatMap(({prospect}) => {
      if (prospect.will === 'cached') return [prospect.key];
      return prospect.will === 'depends' && prospect.ifEqual !== undefined ? [prospect.ifEqual.key] : [];
    }),
  );
  return new Set(keys);
}

function recordedRuns({record}: Workspace): Result<ReadonlyMap<string, readonly RunOfKey[]>> {
  if (!existsSync(record)) return ok(new Map());
  const tracking = openTracking(record, {create: false});
  if (!tracking.ok) return tracking;
  const runs = runsByKey(tracking.value);
  tracking.value.close();
  return runs;
}
