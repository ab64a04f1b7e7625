import {join, resolve} from 'node:path';
import {openStore} from '../runner/artifact-store.ts';
import {fail, ok, type Failure, type Result} from '../runner/failure.ts';
import {stagesNamed} from '../runner/matrix/cell-name.ts';
import {restore, type Wanted} from '../runner/restore.ts';
import {suggest} from '../runner/suggest.ts';
import {openTracking} from '../tracking/open-tracking.ts';
import {runDetail} from '../tracking/run-detail.ts';
import type {RunDetail} from '../tracking/run-summary.ts';
import {bytes} from '../ui/bytes.ts';
import type {RestoreOptions} from './options/store.ts';
import {print, refuse} from './say.ts';
import {workspaceOf} from './workspace.ts';

/** `epochal restore <run> [stage]`: what stages of a run left, as a folder beside the pipeline. */
export async function restoreVerb(
  name: string,
  stage: string | undefined,
  options: RestoreOptions,
): Promise<number> {
  const {record, artifacts} = workspaceOf(options.file);
  const tracking = openTracking(record, {create: false});
  if (!tracking.ok) return refuse([tracking.failure]);
  const run = runDetail(tracking.value, name);
  tracking.value.close();
  if (!run.ok) return refuse([run.failure]);
  const wanted = wantedOf(run.value, stage);
  if (!wanted.ok) return refuse([wanted.failure]);
  const store = await openStore(artifacts);
  if (!store.ok) return refuse([store.failure]);
  const shown = options.to ?? (stage === undefined ? run.value.id : join(run.value.id, stage));
  const restored = await restore(wanted.value, {
    store: store.value,
    target: resolve(shown),
    copy: options.copy === true,
  });
  await store.value.close();
  if (!restored.ok) return refuse([restored.failure]);
  const {files, bytes: size} = restored.value;
  const what = wanted.value.map((each) => each.stage).join(', ');
  const how = options.copy === true ? 'copied' : 'read only';
  await print(
    `Restored ${what} of run ${run.value.id} to ${shown}: ${files} file${files === 1 ? '' : 's'}, ${bytes(size)}, ${how}.`,
  );
  return 0;
}

/** One stage becomes the folder itself; several, as the cells of a matrix or all there are, become a folder each in it. */
function wantedOf({id, stages}: RunDetail, asked: string | undefined): Result<readonly Wanted[]> {
  const done = stages.flatMap(({name, key}) => (key === null ? [] : [{stage: name, key, folder: name}]));
  if (asked === undefined) return ok(done);
  const names = stages.map(({name}) => name);
  const meant = stagesNamed(asked, names);
  const wanted = done.filter(({stage}) => meant.includes(stage));
  const [only] = wanted;
  if (only === undefined) return fail(noResult(id, asked, names));
  return ok(wanted.length === 1 ? [{...only, folder: ''}] : wanted);
}

function noResult(run: string, stage: string, names: readonly string[]): Failure {
  const meant = suggest(stage, names);
  return {
    code: 'stage-unknown',
    blame: 'user',
    what: names.includes(stage)
      ? `The stage ${stage} of run ${run} left no result.`
      : `Run ${run} has no stage ${stage}.`,
    todo: meant === undefined || meant === stage ? `It has ${names.join(', ')}.` : `Did you mean ${meant}?`,
    facts: {run, stage, names},
  };
}
