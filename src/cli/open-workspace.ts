import {openStore, type ArtifactStore} from '../runner/artifact-store.ts';
import {readCodeDigests, type CodeDigests} from '../runner/code-digests.ts';
import {ok, type Result} from '../runner/failure.ts';
import {openTracking, type Tracking} from '../tracking/open-tracking.ts';
import {beside} from './beside.ts';
import {present} from './load-pipeline-file.ts';
import type {Workspace} from './workspace.ts';

/** A workspace in use. */
export interface OpenWorkspace {
  readonly folder: string;
  readonly code: CodeDigests;
  readonly store: ArtifactStore;
  readonly tracking: Tracking;
}

/** Opens what a run needs: the digests of the code, the store, the record. Both of the latter are made where they are missing. */
export async function openWorkspace({folder, record, artifacts}: Workspace): Promise<Result<OpenWorkspace>> {
  const code = await readCodeDigests(beside('code-digests.json'));
  if (!code.ok) return code;
  const store = await openStore(artifacts, Date.now, present());
  if (!store.ok) return store;
  const tracking = openTracking(record);
  if (!tracking.ok) return tracking;
  return ok({folder, code: code.value, store: store.value, tracking: tracking.value});
}
