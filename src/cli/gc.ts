import {existsSync} from 'node:fs';
import {engineInfo} from '../ml/engine-info.ts';
import {viewStore} from '../runner/artifact-store.ts';
import {readCodeDigests, type CodeDigests} from '../runner/code-digests.ts';
import {fail, ok, type Failure, type Result} from '../runner/failure.ts';
import {storeRefused} from '../runner/failures.ts';
import {foretell} from '../runner/foretell.ts';
import {collect} from '../runner/gc/collect.ts';
import {listStored, type Stored} from '../runner/gc/list-stored.ts';
import {experimentNames} from '../runner/load-pipeline.ts';
import {sweepStrays} from '../runner/sweep-strays.ts';
import {systemError} from '../runner/system-error.ts';
import {standingIn} from '../tracking/acceptances.ts';
import {openTracking} from '../tracking/open-tracking.ts';
import {runsByKey, type RunOfKey} from '../tracking/runs-by-key.ts';
import {collectionJson} from '../ui/collection-json.ts';
import {collectionText} from '../ui/collection-text.ts';
import {planRuns} from './plan-runs.ts';
import type {GcOptions} from './program.ts';
import {print, refuse} from './say.ts';
import {workspaceOf, type Workspace} from './workspace.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** `epochal gc`: deletes what nothing needs, what is old, or what is cheapest to make again until all fits. */
export async function gcVerb(options: GcOptions, env: Env): Promise<number> {
  const workspace = workspaceOf(options.file);
  const {artifacts, folder} = workspace;
  const code = await readCodeDigests(new URL('./code-digests.json', import.meta.url).pathname);
  if (!code.ok) return refuse([code.failure]);
  const pipeline = await keysOfPipeline(options.file, {workspace, code: code.value, env});
  if (!pipeline.ok) return refuse(pipeline.failure);
  const runs = recordedRuns(workspace);
  if (!runs.ok) return refuse([runs.failure]);

  const now = Date.now();
  const dry = options.dry === true;
  if (!dry) await sweepStrays(artifacts, now);
  const stored = await list(artifacts);
  if (!stored.ok) return refuse([stored.failure]);
  const collected = await collect({
    store: artifacts,
    stored: stored.value,
    needs: {
      runs: new Map([...runs.value].map(([key, [newest]]) => [key, newest?.started ?? 0])),
      pinned: new Set([...runs.value].filter(([, of]) => of.some(({pinned}) => pinned)).map(([key]) => key)),
      pipeline: pipeline.value,
    },
    limits: {
      ...(options.olderThan === undefined ? {} : {before: now - options.olderThan}),
      ...(options.maxSize === undefined ? {} : {room: options.maxSize}),
    },
    dry,
    ...(options.explain === true
      ? {
          explain: {
            code: code.value,
            engine: () => nameOf(engineInfo({env})),
            workspace: folder,
            digest: viewStore(artifacts).digest,
          },
        }
      : {}),
  });
  if (!collected.ok) return refuse([collected.failure]);
  const telling = {
    dry,
    runs: runs.value,
    now,
    ...(options.maxSize === undefined ? {} : {limit: options.maxSize}),
  };
  await print(
    options.json === true
      ? collectionJson(collected.value, telling)
      : collectionText(collected.value, telling),
  );
  return 0;
}

const nameOf = (engine: ReturnType<typeof engineInfo>): string | undefined =>
  engine.ok ? `${engine.value.name} ${engine.value.version}` : undefined;

/** What a run of any experiment would take from the store now. */
async function keysOfPipeline(
  file: string,
  {workspace, code, env}: {readonly workspace: Workspace; readonly code: CodeDigests; readonly env: Env},
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

async function list(artifacts: string): Promise<Result<readonly Stored[]>> {
  try {
    return ok(await listStored(artifacts));
  } catch (error) {
    const {code} = systemError(error);
    return fail(storeRefused({doing: 'Looking through the artifact store', folder: artifacts, code}));
  }
}
