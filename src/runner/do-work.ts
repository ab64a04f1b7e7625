import type {Artifact} from './artifact.ts';
import {attemptStage, mayPass} from './attempt-stage.ts';
import type {Common} from './execution.ts';
import type {Failure} from './failure.ts';
import {stageCancelled, stageStopped} from './failures/execution.ts';
import type {ReadyStage} from './fingerprint-stage.ts';
import type {PlannedRun, Stage} from './pipeline.ts';
import type {Start} from './prefix.ts';
import {doneBy} from './reasons.ts';
import type {Work, WorkEnd} from './work.ts';

/** A stage that has to run, for the run that came to it first. */
export interface ToDo {
  /** Of the run. */
  readonly id: string;
  readonly run: PlannedRun;
  readonly stage: Stage;
  readonly ready: ReadyStage;
  /** Role → artifact. */
  readonly inputs: Readonly<Record<string, Artifact>>;
  /** The state of a shorter stage to go on from. */
  readonly start: Start | undefined;
  readonly work: Work;
  readonly common: Common;
}

/** Waits for a slot and runs; those who share the work hear how it ended. */
export async function doWork(toDo: ToDo): Promise<void> {
  const {stage, start, work, common} = toDo;
  try {
    const share = await common.threads.threadsFor(stage);
    // With another count of threads it would go on with other roundings than it began with.
    const threads = start?.threads ?? share;
    const weight = stage.definition.weight?.(stage.params) ?? 0;
    for (let others: Others = {waited: 0}; ;) {
      const end = await common.lanes.run(stage.definition.lane, weight, () => inSlot(toDo, threads, others));
      if (end.status !== 'elsewhere') {
        work.finish(end);
        return;
      }
      // Without a slot: others may need it to get on.
      others = await otherProcess(toDo, others);
    }
  } catch (error) {
    work.finish({
      status: 'failed',
      failure: stageStopped(stage.name, toDo.run.pipeline.workspace, error),
      seconds: 0,
    });
  }
}

/** The processes that were seen at the same work. */
interface Others {
  /** The id of the last. */
  readonly by?: number;
  /** Seconds spent on them. */
  readonly waited: number;
}

/** Says for whom it waits, until the other process is done with the key or gone. */
async function otherProcess({id, stage, work, common}: ToDo, before: Others): Promise<Others> {
  const {store, emit, clock, signal} = common.execution;
  const {key} = work;
  const began = clock.now();
  const by = store.claims.holder(key) ?? before.by;
  if (by !== undefined && by !== before.by)
    emit({type: 'stage-waiting', at: began, run: id, stage: stage.name, key, reason: doneBy(by)});
  await store.claims.free(key, clock, signal);
  return {...(by === undefined ? {} : {by}), waited: before.waited + (clock.now() - began) / 1000};
}

/** Unless another process works on the same key; what that one made is taken. */
async function inSlot(
  toDo: ToDo,
  threads: number,
  {by, waited}: Others,
): Promise<WorkEnd | {readonly status: 'elsewhere'}> {
  const {stage, work, common} = toDo;
  const {store, signal, policy} = common.execution;
  if (signal.aborted) return {status: 'failed', failure: stageCancelled(stage.name, false), seconds: 0};
  if (policy === 'fail-fast' && common.firstFailure.stage !== undefined)
    return {status: 'skipped', because: common.firstFailure.stage};
  const {claims} = store;
  if (!claims.take(work.key)) return {status: 'elsewhere'};
  try {
    // Before the claim was ours another process may have been done with it.
    const found = stage.mode === 'afresh' ? undefined : await store.find(work.key);
    if (found?.found !== 'whole') return await attempts(toDo, threads);
    const {artifact} = found;
    artifact.reports.forEach(work.report);
    return {status: 'done', artifact, seconds: waited, by: doneBy(by)};
  } finally {
    claims.release(work.key);
  }
}

const firstPause = 1_000;
const longestPause = 60_000;

/** As many as the stage allows. */
async function attempts(
  {id, stage, run, inputs, ready, start, work, common}: ToDo,
  threads: number,
): Promise<WorkEnd> {
  const {store, executor, clock, signal, emit, env} = common.execution;
  const cancelled = () => signal.aborted;
  const world = {workspace: run.pipeline.workspace, env, digest: store.digest};
  const {key, report} = work;
  const began = clock.now();
  for (let attempt = 1; ; attempt++) {
    emit({type: 'stage-started', at: clock.now(), run: id, stage: stage.name, key, threads, attempt});
    const result = await attemptStage({
      run: id,
      stage,
      ready,
      key,
      inputs,
      threads,
      continues: start?.folder,
      report,
      store,
      executor,
      world,
      clock,
      signal,
    });
    const seconds = () => (clock.now() - began) / 1000;
    if (result.ok) return {status: 'done', artifact: result.value, seconds: seconds()};
    const {failure} = result;
    if (!cancelled() && attempt <= stage.retries && mayPass(failure)) {
      await pauseAfter(attempt, failure);
      // That may have been for long.
      if (!cancelled()) continue;
    }
    return {
      status: 'failed',
      failure: cancelled() ? stageCancelled(stage.name, true) : failure,
      seconds: seconds(),
    };
  }

  async function pauseAfter(attempt: number, failure: Failure): Promise<void> {
    const pause = Math.min(longestPause, firstPause * 2 ** (attempt - 1));
    const why = [failure.what, failure.quote?.at(-1)].filter(Boolean).join(' ');
    const text = `attempt ${attempt} of ${stage.retries + 1} failed, the next is in ${pause / 1000} s: ${why}`;
    report({type: 'log', level: 'warning', text});
    await clock.wait(pause, signal);
  }
}
