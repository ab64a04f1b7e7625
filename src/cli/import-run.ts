import {idTaken} from '../archive/failures.ts';
import type {ArchivedRun} from '../archive/format.ts';
import {importRun} from '../archive/import-run.ts';
import {openArchive} from '../archive/open-archive.ts';
import {fail, ok, type Result} from '../runner/failure.ts';
import {runIds} from '../runner/run-ids.ts';
import {claimRunId} from '../tracking/claim-run-id.ts';
import type {Tracking} from '../tracking/open-tracking.ts';
import {runDetail} from '../tracking/run-detail.ts';
import {importText} from '../ui/archive-text.ts';
import {openWorkspace} from './open-workspace.ts';
import type {ImportRunOptions} from './options/repeats.ts';
import {print, refuse} from './say.ts';
import {workspaceOf} from './workspace.ts';

/** `epochal import-run <file>`: takes a run that was exported elsewhere into record and store, as if it had been made here. */
export async function importRunVerb(file: string, options: ImportRunOptions): Promise<number> {
  const workspace = workspaceOf(options.file);
  const opened = await openArchive(file, workspace.folder);
  if (!opened.ok) return refuse([opened.failure]);
  const {archive, close} = opened.value;
  const here = await openWorkspace(workspace);
  if (!here.ok) {
    close();
    return refuse([here.failure]);
  }
  const {store, tracking, folder} = here.value;
  try {
    const id = idFor(archive.run, tracking, options.newId === true);
    if (!id.ok) return refuse([id.failure]);
    const imported = await importRun(opened.value, {
      store,
      tracking,
      artifacts: workspace.artifacts,
      workspace: folder,
      id: id.value,
      file,
      sources: options.sources,
    });
    if (!imported.ok) return refuse([imported.failure]);
    await print(importText({archive, id: id.value, imported: imported.value, sources: options.sources}));
    return 0;
  } finally {
    close();
    await store.close();
    tracking.close();
  }
}

/** The id that it gets here; undefined where the same run is on record already. */
function idFor(run: ArchivedRun, tracking: Tracking, isNew: boolean): Result<string | undefined> {
  if (isNew) {
    const claims: Result<boolean>[] = [];
    const id = runIds({
      now: Date.now,
      claim: (each) => {
        const claimed = claimRunId(tracking, each);
        claims.push(claimed);
        return !claimed.ok || claimed.value;
      },
    })();
    const last = claims.at(-1);
    return last?.ok === false ? last : ok(id);
  }
  const known = runDetail(tracking, run.id);
  if (!known.ok) return known.failure.code === 'run-unknown' ? ok(run.id) : known;
  // A name may be the beginning of another id, or an experiment's.
  if (known.value.id !== run.id) return ok(run.id);
  return isSame(run, known.value) ? ok(undefined) : fail(idTaken(run.id));
}

const isSame = (one: ArchivedRun, other: ArchivedRun): boolean => {
  const sign = ({started, experiment, stages}: ArchivedRun) =>
    JSON.stringify([started, experiment, stages.map(({name, key, digest}) => [name, key, digest])]);
  return sign(one) === sign(other);
};
