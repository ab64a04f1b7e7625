import type {Artifact} from './artifact.ts';
import {attemptStage, mayPass} from './attempt-stage.ts';
import type {Common} from './execute.ts';
import {stageCancelled, stageThrew} from './failures.ts';
import type {ReadyStage} from './fingerprint-stage.ts';
import type {PlannedRun, Stage} from './pipeline.ts';
import type {Start} from './prefix.ts';
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
    work.finish(await common.lanes.run(stage.definition.lane, weight, () => inSlot(toDo, threads)));
  } catch (error) {
    work.finish({status: 'failed', failure: stageThrew(stage.name, error), seconds: 0});
  }
}

const firstPause = 1_000;
const longestPause = 60_000;

/** Attempts, as many as the stage allows. */
async function inSlot(
  {id, stage, run, inputs, ready, start, work, common}: ToDo,
  threads: number,
): Promise<WorkEnd> {
  const {store, executor, clock, signal, emit, policy, env} = common.execution;
  const cancelled = () => signal.aborted;
  if (cancelled()) return {status: 'failed', failure: stageCancelled(stage.name, false), seconds: 0};
  if (policy === 'fail-fast' && common.firstFailure.stage !== undefined)
    return {status: 'skipped', because: common.firstFailure.stage};
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
    const seconds = (clock.now() - began) / 1000;
    if (result.ok) return {status: 'done', artifact: result.value, seconds};
    const {failure} = result;
    if (attempt > stage.retries || !mayPass(failure) || cancelled())
      return {
        status: 'failed',
        failure: cancelled() ? stageCancelled(stage.name, true) : failure,
        seconds,
      };
    report({type: 'log', level: 'warning', text: `attempt ${attempt} failed, trying again: ${failure.what}`});
    await clock.wait(Math.min(longestPause, firstPause * 2 ** (attempt - 1)), signal);
  }
}
