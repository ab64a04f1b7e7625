import type {ArtifactStore} from './artifact-store.ts';
import type {Artifact} from './artifact.ts';
import {changedInput} from './changed-input.ts';
import type {Clock} from './clock.ts';
import type {Draft} from './draft.ts';
import {fail, type Failure, type Result} from './failure.ts';
import {inputChanged, stageCancelled, stageStopped, stageTimeout} from './failures/execution.ts';
import type {ReadyStage} from './fingerprint-stage.ts';
import type {Stage} from './pipeline.ts';
import {isRecorded, type RecordedReport} from './recorded-reports.ts';
import type {Executor, StageJob, StageReport, Trace, World} from './stage-definition.ts';
import {beginTrace} from './trace/begin-trace.ts';

/** What one attempt needs from around it. */
export interface Attempt {
  /** The run that it is for. */
  readonly run: string;
  readonly stage: Stage;
  readonly ready: ReadyStage;
  readonly key: string;
  /** Role → artifact. */
  readonly inputs: Readonly<Record<string, Artifact>>;
  readonly threads: number;
  /** The folder with the state of a shorter stage to go on from. */
  readonly continues: string | undefined;
  readonly report: (said: StageReport) => void;
  readonly store: ArtifactStore;
  readonly executor: Executor;
  readonly world: World;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Runs a stage once into a draft and publishes it, unless what it read changed meanwhile. */
export async function attemptStage(attempt: Attempt): Promise<Result<Artifact>> {
  const {stage, key, store} = attempt;
  const draft = await store.begin(key, {keepsState: stage.definition.prefix !== undefined});
  if (!draft.ok) return draft;
  try {
    return await attemptInto(draft.value, attempt);
  } catch (error) {
    // Whatever it is, the key must not stay claimed as long as this process lives.
    await draft.value.discard();
    throw error;
  }
}

async function attemptInto(draft: Draft, attempt: Attempt): Promise<Result<Artifact>> {
  const {run, stage, ready, threads, clock} = attempt;
  const reports: RecordedReport[] = [];
  const began = clock.now();
  const {out, scratch, state, publish, discard} = draft;
  let memory: number | undefined;
  const report = (said: StageReport) => {
    if (isRecorded(said)) reports.push(said);
    attempt.report(said);
  };
  const folders = inputFolders(attempt);
  const tracing = await beginTrace({stage, inputs: folders, out, scratch, world: attempt.world});
  const done = await runWithin(attempt, {
    folders: {out, scratch, ...(state === undefined ? {} : {state})},
    trace: tracing?.trace,
    report,
    used: (bytes) => {
      memory = bytes;
    },
  });
  if (done.ok) (await tracing?.findings())?.forEach(report);
  const changed = done.ok ? await changedInput(attempt) : undefined;
  if (!done.ok || changed !== undefined) {
    await discard();
    return done.ok ? fail(inputChanged(stage.name, changed ?? '')) : done;
  }
  const seconds = (clock.now() - began) / 1000;
  const replace = stage.mode === 'afresh';
  return publish({
    run,
    stage: stage.name,
    fingerprint: ready.fingerprint,
    reports,
    seconds,
    threads,
    memory,
    replace,
  });
}

interface Around extends Pick<StageJob, 'used'> {
  readonly folders: {readonly out: string; readonly scratch: string; readonly state?: string};
  readonly report: (said: StageReport) => void;
  readonly trace: Trace | undefined;
}

const inputFolders = ({inputs}: Attempt): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(inputs).map(([role, {folder}]) => [role, folder]));

/** Until it ends, its time is over, or all is cancelled. */
async function runWithin(attempt: Attempt, {folders, report, used, trace}: Around): Promise<Result<void>> {
  const {stage, ready, threads, continues, executor, world, clock, signal} = attempt;
  const {name, definition, timeout, place} = stage;
  const cancelled = () => signal.aborted;
  // While room was made for it: a signal that was given already is not given again.
  if (cancelled()) return fail(stageCancelled(name, true));
  const stop = new AbortController();
  const over = new AbortController();
  const cancel = () => stop.abort();
  const late = new AbortController();
  signal.addEventListener('abort', cancel, {once: true});
  if (timeout !== undefined) {
    void clock.wait(timeout * 1000, over.signal).then(() => {
      if (over.signal.aborted) return;
      late.abort();
      stop.abort();
    });
  }
  const tooLate = () =>
    late.signal.aborted && timeout !== undefined ? stageTimeout(name, timeout, place) : undefined;
  try {
    const result = await executor.execute({
      definition,
      work: {
        params: ready.params,
        inputs: inputFolders(attempt),
        ...folders,
        ...(continues === undefined ? {} : {continues}),
        ...(trace === undefined ? {} : {trace}),
        threads,
        workspace: world.workspace,
        env: ready.env,
        signal: stop.signal,
        report,
      },
      ...(used === undefined ? {} : {used}),
    });
    return result.ok ? result : fail(tooLate() ?? placed(result.failure, stage));
  } catch (error) {
    return fail(
      tooLate() ?? (cancelled() ? stageCancelled(name, true) : stageStopped(name, world.workspace, error)),
    );
  } finally {
    over.abort();
    signal.removeEventListener('abort', cancel);
  }
}

/** A param that only the stage's own code could refuse: the place of its value, which that does not know. */
function placed(failure: Failure, {given}: Stage): Failure {
  const param = failure.blame === 'user' ? failure.facts?.['param'] : undefined;
  const where = typeof param === 'string' ? given.get(param)?.where : undefined;
  return where === undefined ? failure : {...failure, where};
}

/** Whether another attempt may fare better: what the user wrote and what is our bug stays as it is. */
export const mayPass = ({blame}: Failure): boolean => blame === 'stage' || blame === 'outside';
