import {findStandIn} from './accepted.ts';
import type {Artifact, Lookup} from './artifact.ts';
import type {Common} from './execution.ts';
import {doWork} from './do-work.ts';
import type {Failure} from './failure.ts';
import {stageCancelled, stageStopped} from './failures/execution.ts';
import {type Fingerprint, keyOf} from './fingerprint.ts';
import {fingerprintStage, type ReadyStage} from './fingerprint-stage.ts';
import {cellLabel} from './matrix/cell-name.ts';
import type {PlannedRun, Stage} from './pipeline.ts';
import {orAborted} from './or-aborted.ts';
import {findStart, stretchOf} from './prefix.ts';
import {forced, upToDate, whyItRuns} from './reasons.ts';
import {notInStore} from './why-failures.ts';
import {forStage, idleParams} from './sleeping-params.ts';
import type {StageReport} from './stage-definition.ts';
import {startWork, type Work, type WorkEnd} from './work.ts';

/** How a stage of a run ended. */
export type StageOutcome =
  | {
      readonly status: 'done';
      readonly how: 'ran' | 'cached' | 'shared';
      readonly artifact: Artifact;
      /** What the artifact's key is the hash of. */
      readonly fingerprint: Fingerprint;
      readonly seconds: number;
      readonly reason: string;
    }
  | {readonly status: 'failed'; readonly failure: Failure; readonly seconds: number}
  | {readonly status: 'skipped'; readonly because: string};

export interface StageOfRun {
  /** Of the run. */
  readonly id: string;
  readonly run: PlannedRun;
  readonly stage: Stage;
  readonly inputs: readonly InputOfStage[];
}

interface InputOfStage {
  readonly role: string;
  /** The stage that makes it. */
  readonly need: string;
  readonly outcome: Promise<StageOutcome> | undefined;
}

/** Sees one stage of one run through to its end, whatever that is, and says so. Never rejects but for a bug in a listener. */
export async function runStage(of: StageOfRun, common: Common): Promise<StageOutcome> {
  const {clock, emit, signal} = common.execution;
  const {id, run, stage} = of;
  const inputs = await settle(of);
  const began = clock.now();
  let outcome: StageOutcome;
  try {
    outcome = signal.aborted
      ? failed(stageCancelled(stage.name, false))
      : 'skipped' in inputs
        ? {status: 'skipped', because: inputs.skipped}
        : await see({of, common, inputs: inputs.artifacts, began});
  } catch (error) {
    outcome = failed(stageStopped(stage.name, run.pipeline.workspace, error), (clock.now() - began) / 1000);
  }
  // Where it was decided before, the first decision stands.
  common.threads.decide(run, stage, {what: 'ended'});
  common.relay.ended(run, stage);
  const told = {at: clock.now(), run: id, stage: stage.name};
  switch (outcome.status) {
    case 'done': {
      const {how, seconds, reason, artifact, fingerprint} = outcome;
      const {key, digest, folder} = artifact;
      emit({type: 'stage-done', ...told, how, key, digest, fingerprint, seconds, reason, folder});
      break;
    }
    case 'failed':
      if (outcome.failure.blame !== 'cancelled') common.firstFailure.stage ??= stage.name;
      emit({type: 'stage-failed', ...told, failure: outcome.failure, seconds: outcome.seconds});
      break;
    case 'skipped':
      emit({type: 'stage-skipped', ...told, because: outcome.because});
      break;
    default:
      outcome satisfies never;
  }
  return outcome;
}

const failed = (failure: Failure, seconds = 0): StageOutcome => ({status: 'failed', failure, seconds});

type Artifacts = Readonly<Record<string, Artifact>>;

/** Inputs are awaited before anything is queued: a narrow lane full of stages that wait for others would never move. */
async function settle({
  inputs,
}: StageOfRun): Promise<{readonly artifacts: Artifacts} | {readonly skipped: string}> {
  const artifacts: [string, Artifact][] = [];
  for (const {role, need, outcome} of inputs) {
    const input = await outcome;
    if (input?.status === 'done') artifacts.push([role, input.artifact]);
    if (input?.status === 'skipped') return {skipped: input.because};
    if (input?.status === 'failed') return {skipped: need};
  }
  return {artifacts: Object.fromEntries(artifacts)};
}

interface Seen {
  readonly of: StageOfRun;
  readonly common: Common;
  readonly inputs: Artifacts;
  /** When the inputs were there. */
  readonly began: number;
}

/** Fingerprints, looks up, and shares or does the work. */
async function see(seen: Seen): Promise<StageOutcome> {
  const {of, common, inputs, began} = seen;
  const {id, run, stage} = of;
  const {execution, works, threads, firstFailure} = common;
  const {store, emit, clock, policy, env, code, engine} = execution;
  if (policy === 'fail-fast' && firstFailure.stage !== undefined)
    return {status: 'skipped', because: firstFailure.stage};
  const world = {workspace: run.pipeline.workspace, env, digest: store.digest};
  const digests = Object.fromEntries(Object.entries(inputs).map(([role, {digest}]) => [role, digest]));
  const fingerprinted = await fingerprintStage(stage, digests, {
    world,
    code,
    engine,
    execution: common.nonce,
  });
  const elapsed = () => (clock.now() - began) / 1000;
  if (!fingerprinted.ok) return failed(fingerprinted.failure, elapsed());
  const {ready, hit} = await orAccepted(fingerprinted.value, stage, common);
  const {fingerprint, note} = ready;
  const report = (said: StageReport) => {
    const told = said.type === 'finding' ? forStage(said, stage) : ofCell(said, stage.name);
    if (told !== undefined)
      emit({type: 'stage-reported', at: clock.now(), run: id, stage: stage.name, report: told});
  };
  if (note !== undefined) report({type: 'log', level: 'info', text: note});
  const idle = idleParams(stage, ready.params);
  if (idle !== undefined) report(idle);

  const key = keyOf(fingerprint);
  const joined = works.get(key);
  if (joined === undefined && stage.mode === 'stored') return takeStored(seen, {ready, hit, key, report});
  const found = stage.mode === 'afresh' ? Promise.resolve({found: 'nothing'} as const) : store.find(key);
  const work = joined ?? startWork(key, id, found);
  if (joined === undefined) works.set(key, work);
  const lookup = await work.lookup;
  threads.decide(
    run,
    stage,
    lookup.found === 'whole' ? {what: 'hit'} : {what: 'runs', series: seriesOf(stage, fingerprint, key)},
  );
  if (lookup.found === 'whole') {
    const {artifact} = lookup;
    artifact.reports.forEach(report);
    if (stage.trace === true && stage.definition.own !== undefined)
      report({type: 'log', level: 'info', text: 'not traced: it came from the store; --force runs it again'});
    return {status: 'done', how: 'cached', artifact, fingerprint, seconds: elapsed(), reason: hit};
  }
  if (joined === undefined) return own({...seen, ready, work, lookup, report});
  const reason = `run ${work.owner} does the same work`;
  emit({type: 'stage-waiting', at: clock.now(), run: id, stage: stage.name, key, reason});
  work.listen(report);
  const end = await orAborted(work.end, execution.signal);
  if (end === undefined) return failed(stageCancelled(stage.name, true), elapsed());
  if (wasCancelled(end) && !execution.signal.aborted) {
    // The run that did the work was cancelled, this one was not.
    if (works.get(key) === work) works.delete(key);
    return see(seen);
  }
  return end.status === 'done'
    ? {status: 'done', how: 'shared', artifact: end.artifact, fingerprint, seconds: elapsed(), reason}
    : end;
}

const wasCancelled = (end: WorkEnd): boolean => end.status === 'failed' && end.failure.blame === 'cancelled';

/** Where the store has a result of earlier code, and the change since was accepted, the stage is what it was then. `hit`: why that is one. */
async function orAccepted(
  ready: ReadyStage,
  {mode}: Stage,
  {execution: {accepted = [], store}}: Common,
): Promise<{readonly ready: ReadyStage; readonly hit: string}> {
  const standIn =
    accepted.length === 0 || mode === 'afresh'
      ? undefined
      : await findStandIn(ready.fingerprint, accepted, store.find);
  return standIn === undefined
    ? {ready, hit: upToDate}
    : {ready: {...ready, fingerprint: standIn.fingerprint}, hit: standIn.reason};
}

interface LookedFor {
  readonly ready: ReadyStage;
  readonly hit: string;
  readonly key: string;
  readonly report: (said: StageReport) => void;
}

/** Several cells say metrics of the same name: each is told with its cell, as in `val_acc[fold=1]`. */
function ofCell(said: StageReport, stage: string): StageReport {
  const label = said.type === 'metrics' ? cellLabel(stage) : undefined;
  if (said.type !== 'metrics' || label === undefined) return said;
  const values = Object.entries(said.values).map(([name, value]) => [`${name}[${label}]`, value]);
  return {...said, values: Object.fromEntries(values) as Readonly<Record<string, number>>};
}

/** A stage that is not selected: what selected ones need of it has to be there. */
async function takeStored(
  {of: {run, stage}, common, began}: Seen,
  {ready, hit, key, report}: LookedFor,
): Promise<StageOutcome> {
  const lookup = await common.execution.store.find(key);
  const seconds = (common.execution.clock.now() - began) / 1000;
  if (lookup.found !== 'whole')
    return failed(notInStore(stage.name, await why(stage, ready, lookup, common)), seconds);
  common.threads.decide(run, stage, {what: 'hit'});
  const {artifact} = lookup;
  artifact.reports.forEach(report);
  const {fingerprint} = ready;
  return {status: 'done', how: 'cached', artifact, fingerprint, seconds, reason: hit};
}

/** Equal for stages that are done one after the other. */
function seriesOf({definition}: Stage, fingerprint: Fingerprint, key: string): string {
  const {holds, others} = stretchOf(definition, fingerprint.params);
  return holds === true ? keyOf({...fingerprint, params: others}) : key;
}

interface Owned extends Seen {
  readonly ready: ReadyStage;
  readonly work: Work;
  readonly lookup: Lookup;
  readonly report: (said: StageReport) => void;
}

/** Does the work, for this stage and for all that share it. */
async function own({of, common, inputs, ready, work, lookup, report}: Owned): Promise<StageOutcome> {
  const {id, run, stage} = of;
  const {emit, clock, store, signal} = common.execution;
  const wait = (reason: string) =>
    emit({type: 'stage-waiting', at: clock.now(), run: id, stage: stage.name, key: work.key, reason});
  try {
    const shorter = common.relay.before(run, stage);
    if (shorter !== undefined) {
      wait(`continues where ${stage.name}.${stage.definition.prefix?.param ?? ''} ${shorter.length} ends`);
      await orAborted(shorter.ended, signal);
    }
    const start = stage.mode === 'afresh' ? undefined : await findStart({...stage, ...ready, store});
    const reason = [await why(stage, ready, lookup, common), start?.says].filter(Boolean).join(', ');
    wait(reason);
    work.listen(report);
    void doWork({
      id,
      run,
      stage,
      ready,
      inputs,
      start: start?.folder === undefined ? undefined : start,
      work,
      common,
    });
    const end = await work.end;
    if (end.status !== 'done') return end;
    const {fingerprint} = ready;
    return end.by === undefined
      ? {...end, how: 'ran', fingerprint, reason}
      : {...end, how: 'shared', fingerprint, reason: end.by};
  } catch (error) {
    // Those who share the work must not wait for ever.
    work.finish({
      status: 'failed',
      failure: stageStopped(stage.name, run.pipeline.workspace, error),
      seconds: 0,
    });
    throw error;
  }
}

async function why(stage: Stage, {fingerprint}: ReadyStage, lookup: Lookup, common: Common): Promise<string> {
  if (stage.mode === 'afresh') return forced;
  if (lookup.found === 'damaged') return `its stored result is damaged: ${lookup.why}`;
  const {store} = common.execution;
  const earlier = await store.earlier(stage.definition.name);
  return whyItRuns(stage.name, fingerprint, {earlier, history: store});
}
