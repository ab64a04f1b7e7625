import {engineInfo} from '../ml/engine-info.ts';
import type {CodeDigests} from '../runner/code-digests.ts';
import type {StoreView} from '../runner/artifact-store.ts';
import type {History} from '../sweeps/conduct.ts';
import {sweepIdentity} from '../sweeps/identity.ts';
import type {Ground} from '../sweeps/trial-plan.ts';
import {openTracking} from '../tracking/open-tracking.ts';
import {addedTo, findSweepOf, historyOf} from '../tracking/sweep-record.ts';
import {workspaceOf} from './workspace.ts';

interface Around {
  readonly store: Pick<StoreView, 'digest'>;
  readonly code: CodeDigests;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What a sweep did before, where it would go on from. */
export interface SoFar {
  readonly history: History;
  /** Trials side by side, as it began. */
  readonly lanes: number;
  /** Trials by which its budget was raised. */
  readonly added: number;
}

/** From its record, which is only read; undefined where it would begin anew. */
export async function sweepSoFar(ground: Ground, {store, code, env}: Around): Promise<SoFar | undefined> {
  const {folder, record} = workspaceOf(ground.pipeline.file);
  const tracking = openTracking(record, {create: false});
  if (!tracking.ok) return undefined;
  const world = {workspace: folder, env, digest: store.digest};
  const identity = await sweepIdentity(ground, {world, code, engine: () => engineInfo({env}), execution: ''});
  const read = tracking.value.read(() => {
    const row = identity.ok ? findSweepOf(tracking.value, ground.sweep.name, identity.value) : undefined;
    return row === undefined
      ? undefined
      : {
          history: historyOf(tracking.value, row.number),
          lanes: row.lanes,
          added: addedTo(tracking.value, row.number),
        };
  });
  tracking.value.close();
  return read.ok ? read.value : undefined;
}
