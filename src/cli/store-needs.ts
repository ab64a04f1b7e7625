import {existsSync} from 'node:fs';
import {engineInfo} from '../ml/engine-info.ts';
import {viewStore} from '../runner/artifact-store.ts';
import type {CodeDigests} from '../runner/code-digests.ts';
import {fail, ok, type Failure, type Result} from '../runner/failure.ts';
import {foretell} from '../runner/foretell.ts';
import type {Needs} from '../runner/gc/plan-collection.ts';
import {experimentNames} from '../runner/load-pipeline.ts';
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
}

/** What the pipeline in a file and the record beside it need of the store. */
export async function storeNeeds(
  file: string,
  {workspace, code, env}: Asked,
): Promise<Result<StoreNeeds, readonly Failure[]>> {
  const pipeline = await keysOfPipeline(file, {workspace, code, env});
  if (!pipeline.ok) return pipeline;
  const recorded = recordedRuns(workspace);
  if (!recorded.ok) return fail([recorded.failure]);
  const runs = recorded.value;
  return ok({
    runs,
    needs: {
      runs: new Map([...runs].map(([key, [newest]]) => [key, newest?.started ?? 0])),
      pinned: new Set([...runs].filter(([, of]) => of.some(({pinned}) => pinned)).map(([key]) => key)),
      pipeline: pipeline.value,
    },
  });
}

/** What a run of any experiment would take from the store now. */
async function keysOfPipeline(
  file: string,
  {workspace, code, env}: Asked,
): Promise<Result<ReadonlySet<string>, readonly Failure[]>> {
  const names = await experimentNames(workspace.folder);
  const planned = await planRuns(file, {
    set: [],
    ...(names.length === 0 ? {} : {experiment: names.join(',')}),
  });
  if (!planned.ok) return planned;
  const surroundings = {code, engine: () => engineInfo({env}), execution: 'to come'};
  const store = viewStore(workspace.artifacts);
  const foretold = await foretell({
    runs: planned.value,
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
  return ok(new Set(keys));
}

function recordedRuns({record}: Workspace): Result<ReadonlyMap<string, readonly RunOfKey[]>> {
  if (!existsSync(record)) return ok(new Map());
  const tracking = openTracking(record, {create: false});
  if (!tracking.ok) return tracking;
  const runs = runsByKey(tracking.value);
  tracking.value.close();
  return runs;
}
