import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {artifactFolder} from '../runner/artifact.ts';
import {expandRuns} from '../runner/expand-runs.ts';
import {fail, ok, type Failure, type Result} from '../runner/failure.ts';
import {loadPipeline} from '../runner/load-pipeline.ts';
import {readManifest} from '../runner/manifest.ts';
import type {PlannedRun} from '../runner/pipeline.ts';
import {stageDefinitions} from '../stages/index.ts';
import {firstDivergence, type Divergence} from '../tracking/divergence.ts';
import {runNotDone} from '../tracking/failures.ts';
import {openTracking} from '../tracking/open-tracking.ts';
import {runDetail} from '../tracking/run-detail.ts';
import type {RunDetail} from '../tracking/run-summary.ts';
import {verifyJson, verifyText} from '../ui/verify-text.ts';
import {exitCodeOf} from './exit-code.ts';
import {openWorkspace} from './open-workspace.ts';
import type {VerifyOptions} from './program.ts';
import {runPlanned} from './run-planned.ts';
import {print, refuse} from './say.ts';
import {workspaceOf} from './workspace.ts';

type Env = Record<string, string | undefined>;

/** `epochal verify <run>`: repeats a run in an empty store, with a record of its own, and compares what every stage left. */
export async function verifyVerb(name: string, options: VerifyOptions, env: Env): Promise<number> {
  const workspace = workspaceOf(options.file);
  const recorded = readRun(workspace.record, name);
  if (!recorded.ok) return refuse([recorded.failure]);
  const run = recorded.value;
  if (run.status !== 'done') return refuse([runNotDone(run.id, run.status)]);
  const planned = await planAgain(options.file, run);
  if (!planned.ok) return refuse(planned.failure);

  const folder = await mkdtemp(join(tmpdir(), 'epochal-verify-'));
  const apart = {...workspace, record: join(folder, 'runs.db'), artifacts: join(folder, 'artifacts')};
  try {
    const opened = await openWorkspace(apart);
    if (!opened.ok) return refuse([opened.failure]);
    const threads = threadsOf(run);
    const view = options.json === true ? ({quiet: true} as const) : {};
    const result = await runPlanned({
      runs: [planned.value],
      workspace: opened.value,
      options: {threads, ...view},
      env,
    });
    opened.value.tracking.close();
    if (result.status === 'cancelled') return exitCodeOf(result);
    const repeated = readRun(apart.record, result.runs[0]?.id ?? '');
    if (!repeated.ok) return refuse([repeated.failure]);
    const divergence = firstDivergence(run, repeated.value);
    const file =
      divergence === undefined
        ? undefined
        : await firstFile(divergence, {before: workspace.artifacts, after: apart.artifacts}, [
            run,
            repeated.value,
          ]);
    await print((options.json === true ? verifyJson : verifyText)({run, divergence, file}));
    return divergence === undefined ? 0 : 1;
  } finally {
    if (options.keep === true) process.stderr.write(`The repeat is kept in ${folder}\n`);
    else await rm(folder, {recursive: true, force: true});
  }
}

/** As the work was done, which may have been for an earlier run: then a fact that it left tells. */
const threadsOf = ({stages, facts}: RunDetail): Readonly<Record<string, number>> =>
  Object.fromEntries(
    stages.flatMap(({name, threads}) => {
      const counted = facts[`${name}.threads`] ?? threads;
      return typeof counted === 'number' ? [[name, counted] as const] : [];
    }),
  );

function readRun(record: string, name: string): Result<RunDetail> {
  const tracking = openTracking(record, {create: false});
  if (!tracking.ok) return tracking;
  const run = runDetail(tracking.value, name);
  tracking.value.close();
  return run;
}

/** The pipeline with every param as the record has it, and with nothing of what the file says now. */
async function planAgain(file: string, run: RunDetail): Promise<Result<PlannedRun, readonly Failure[]>> {
  const pipeline = await loadPipeline(file, stageDefinitions);
  if (!pipeline.ok) return pipeline;
  const bare = {
    ...pipeline.value,
    stages: pipeline.value.stages.map((stage) => ({...stage, given: new Map()})),
  };
  const recorded = Object.entries(run.params).map(([param, value]) => ({
    param,
    value,
    origin: `run ${run.id}`,
  }));
  const planned = expandRuns(bare, [], recorded);
  if (!planned.ok) return planned;
  const [only] = planned.value;
  return only === undefined ? fail([]) : ok({...only, experiment: run.experiment});
}

/** By their manifests: the first file, in order of names, that is not the same in both. */
async function firstFile(
  {stage}: Divergence,
  stores: {readonly before: string; readonly after: string},
  [before, after]: readonly [RunDetail, RunDetail],
): Promise<string | undefined> {
  const one = await digestsOf(stores.before, before, stage);
  const other = await digestsOf(stores.after, after, stage);
  if (one === undefined || other === undefined) return undefined;
  return [...new Set([...one.keys(), ...other.keys()])]
    .sort()
    .find((path) => one.get(path) !== other.get(path));
}

async function digestsOf(
  store: string,
  run: RunDetail,
  stage: string,
): Promise<ReadonlyMap<string, string> | undefined> {
  const key = run.stages.find(({name}) => name === stage)?.key ?? null;
  if (key === null) return undefined;
  const bytes = await readFile(join(artifactFolder(store, key), 'manifest.json')).catch(() => undefined);
  const files = bytes === undefined ? undefined : readManifest(bytes)?.files();
  return files === undefined ? undefined : new Map(files.map(({path, sha256}) => [path, sha256]));
}
