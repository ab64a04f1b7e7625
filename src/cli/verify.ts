import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {viewStore} from '../runner/artifact-store.ts';
import {causesOf, type Cause} from '../runner/causes.ts';
import {differences} from '../runner/fingerprint.ts';
import {firstDivergence} from '../tracking/divergence.ts';
import {runNotDone} from '../tracking/failures.ts';
import {verifyJson, verifyText} from '../ui/verify-text.ts';
import {differingFile} from './differing-file.ts';
import {exitCodeOf} from './exit-code.ts';
import {present} from './load-pipeline-file.ts';
import {openWorkspace} from './open-workspace.ts';
import type {VerifyOptions} from './options/repeats.ts';
import {planAgain, readRecordedRun, threadsOf, type RecordedRun} from './recorded-run.ts';
import {runPlanned} from './run-planned.ts';
import {print, refuse} from './say.ts';
import {workspaceOf} from './workspace.ts';

type Env = Record<string, string | undefined>;

/** `epochal verify <run>`: repeats a run in an empty store, with a record of its own, and compares what every stage left. */
export async function verifyVerb(name: string, options: VerifyOptions, env: Env): Promise<number> {
  const workspace = workspaceOf(options.file);
  const recorded = readRecordedRun(workspace.record, name);
  if (!recorded.ok) return refuse([recorded.failure]);
  const {run} = recorded.value;
  if (run.status !== 'done') return refuse([runNotDone(run.id, run.status)]);
  const planned = await planAgain(options.file, recorded.value, options.set);
  if (!planned.ok) return refuse(planned.failure);

  const folder = await mkdtemp(join(tmpdir(), 'epochal-verify-'));
  const apart = {...workspace, record: join(folder, 'runs.db'), artifacts: join(folder, 'artifacts')};
  try {
    const opened = await openWorkspace(apart);
    if (!opened.ok) return refuse([opened.failure]);
    const result = await runPlanned({
      runs: [planned.value],
      workspace: opened.value,
      options: {threads: threadsOf(run), ...(options.json === true ? {quiet: true} : {})},
      env,
    });
    opened.value.tracking.close();
    if (result.status === 'cancelled') return exitCodeOf(result);
    const repeated = readRecordedRun(apart.record, result.runs[0]?.id ?? '');
    if (!repeated.ok) return refuse([repeated.failure]);
    const divergence = firstDivergence(run, repeated.value.run);
    const stage = divergence?.stage ?? '';
    const place = (store: string, {run: {stages}}: RecordedRun) => ({
      store,
      key: stages.find((each) => each.name === stage)?.key ?? null,
    });
    const file =
      divergence === undefined
        ? undefined
        : await differingFile(
            place(workspace.artifacts, recorded.value),
            place(apart.artifacts, repeated.value),
          );
    const causes = await causesAt(stage, [recorded.value, repeated.value], workspace.artifacts);
    const own = planned.value.pipeline.stages.find((each) => each.name === stage)?.definition.own;
    const found = {run, divergence, file, causes, ownCode: own !== undefined};
    await print((options.json === true ? verifyJson : verifyText)(found));
    return divergence === undefined ? 0 : 1;
  } finally {
    if (options.keep === true) process.stderr.write(`The repeat is kept in ${folder}\n`);
    else await rm(folder, {recursive: true, force: true});
  }
}

/** What decided a stage in the one run and not in the other; none where that is not recorded, or the same. */
async function causesAt(
  stage: string,
  runs: readonly [RecordedRun, RecordedRun],
  artifacts: string,
): Promise<readonly Cause[]> {
  const [before, after] = runs.map(({record}) => record.fingerprints.get(stage));
  if (before === undefined || after === undefined) return [];
  const apart = differences(before, after).filter(({field}) => field !== 'execution');
  return causesOf(stage, apart, viewStore(artifacts, present()));
}
