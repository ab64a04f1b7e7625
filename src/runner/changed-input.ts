import {resolve} from 'node:path';
import type {Artifact} from './artifact.ts';
import type {ArtifactStore} from './artifact-store.ts';
import {digestReads} from './declared-inputs.ts';
import type {ReadyStage} from './fingerprint-stage.ts';
import type {Stage} from './pipeline.ts';
import type {World} from './stage-definition.ts';

/** What a stage was given to read. */
interface Read {
  readonly stage: Stage;
  readonly ready: ReadyStage;
  /** Role → artifact. */
  readonly inputs: Readonly<Record<string, Artifact>>;
  readonly store: ArtifactStore;
  readonly world: World;
}

/** The first thing the stage read that is no longer what was hashed: its path. */
export async function changedInput({stage, ready, inputs, store, world}: Read): Promise<string | undefined> {
  for (const [file, before] of Object.entries(ready.externals)) {
    const now = await store.digest(file);
    if (!now.ok || now.value !== before) return file;
  }
  const reads: Record<string, string> = {};
  for (const input of stage.reads ?? []) {
    const now = await digestReads([input], world);
    if (!now.ok) return resolve(world.workspace, input.path);
    Object.assign(reads, now.value);
  }
  const other = [...new Set([...Object.keys(ready.reads), ...Object.keys(reads)])].find(
    (path) => ready.reads[path] !== reads[path],
  );
  if (other !== undefined) return resolve(world.workspace, other);
  for (const {key, digest, folder} of Object.values(inputs)) {
    const now = await store.find(key);
    // Another process may have put another result in its place: one that was forced there.
    if (now.found !== 'whole' || now.artifact.digest !== digest) return folder;
  }
  return undefined;
}
