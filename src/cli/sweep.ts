import {availableParallelism} from 'node:os';
import {join} from 'node:path';
import {lowerPriority} from './lower-priority.ts';
import {systemClock} from '../runner/clock.ts';
import type {Event} from '../runner/events.ts';
import {exitCodes, type Failure} from '../runner/failure.ts';
import {openExecution} from '../runner/open-execution.ts';
import {answerOf} from '../sweeps/answer.ts';
import {conduct, type Conducted} from '../sweeps/conduct.ts';
import type {SweepEvent} from '../sweeps/events.ts';
import {sweepIdentity} from '../sweeps/identity.ts';
import {mostTrials} from '../sweeps/most-trials.ts';
import {planTrial, type Ground} from '../sweeps/trial-plan.ts';
import {watchObjective} from '../sweeps/watch-objective.ts';
import {createRecorder} from '../tracking/recorder.ts';
import {openSweepRecord} from '../tracking/sweep-record.ts';
import {failureText} from '../ui/failure-text.ts';
import {sweepAnswer} from '../ui/sweep-answer.ts';
import {cancelOnSignals} from './cancel-on-signals.ts';
import {executionOf} from './execution-of.ts';
import {followRequests} from './follow-requests.ts';
import {keepBest} from './keep-best.ts';
import {openWorkspace, type OpenWorkspace} from './open-workspace.ts';
import type {SweepOptions} from './options/sweeps.ts';
import {print, refuse} from './say.ts';
import {drawSweep} from './sweep-figure.ts';
import {readSweepGround} from './sweep-ground.ts';
import {openSweepView} from './sweep-view.ts';
import {widthOf, widthText} from './sweep-width.ts';
import {readTerminal} from './terminal.ts';
import {workspaceOf} from './workspace.ts';

type Env = Record<string, string | undefined>;

/** `epochal sweep`: reads the sweep, goes on where its record ends, runs trials side by side, and tells the best. */
export async function sweepVerb(name: string, options: SweepOptions, env: Env): Promise<number> {
  const ground = await readSweepGround(name, options);
  if (!ground.ok) return refuse(ground.failure);
  const opened = await openWorkspace(workspaceOf(ground.value.pipeline.file));
  if (!opened.ok) return refuse([opened.failure]);
  const swept = await sweep({ground: ground.value, workspace: opened.value, options, env});
  opened.value.tracking.close();
  return typeof swept === 'number' ? swept : tell(swept, {ground: ground.value, options, env});
}

interface Given {
  readonly ground: Ground;
  readonly workspace: OpenWorkspace;
  readonly options: SweepOptions;
  readonly env: Env;
}

interface Swept extends Conducted {
  /** Trials that were run now. */
  readonly ran: number;
  readonly isCancelled: boolean;
  readonly folder: string;
}

/** An exit code where it cannot begin. */
async function sweep({ground, workspace, options, env}: Given): Promise<Swept | number> {
  const {tracking, store, code, folder} = workspace;
  const {pipeline} = ground;
  const cores = availableParallelism();
  const width = await widthOf({...ground, store, cores, jobs: options.jobs});
  const {lanes} = width;
  let emit: (event: Event) => void = () => undefined;
  let note: (text: string) => void = (text) => void process.stderr.write(`${text}\n`);
  const signals = cancelOnSignals((text) => note(text));
  const {signal} = signals;
  const base = executionOf({
    runs: [],
    store,
    code,
    emit: (event) => emit(event),
    signal,
    env,
    tracking,
    folder,
    options: {jobs: lanes},
  });
  const record = await openRecord({ground, workspace, lanes, surroundings: {env, engine: base.engine}});
  if (!record.ok) {
    signals.stop();
    return refuse([record.failure]);
  }

  const complain = tellOnce((failure) => note(failureText(failure, {folder})));
  const following = followRequests({
    record: record.value,
    signals,
    complain,
    most: (added) => mostTrials(ground.sweep, added),
  });
  const view = await openSweepView(options, env, {
    folder,
    ask: following.ask,
    interrupt: signals.cancel,
  });
  note = view.note;
  if (width.because === 'memory') note(widthText(width));
  const show = (event: Event | SweepEvent) => view.listen(event);
  following.begin((event) => show(event));
  const write = createRecorder(tracking, {onFailure: complain});
  const objective = watchObjective(ground.sweep.objective);
  emit = (event) => {
    objective.listen(event);
    write(event);
    show(event);
  };
  // Whoever sits at the machine goes first; what is started from here inherits it.
  lowerPriority(5);
  const execution = await openExecution({
    ...base,
    pipeline: pipeline.name,
    workspace: folder,
    expected: 0,
    threads: Math.max(1, Math.floor(cores / lanes)),
  });
  let ran = 0;
  const conducted = await conduct({
    sweep: ground.sweep,
    history: record.value.history,
    lanes: record.value.lanes,
    clock: systemClock,
    signal,
    steering: following.steering,
    emit: show,
    newRunId: base.newRunId,
    plan: (tried) => planTrial(ground, tried),
    runTrial: async (work, {planned, run, signal: own}) =>
      objective.outcomeOf(work, await execution.run(planned, run, own)),
    decided: (decision, run) => {
      const kept = record.value.decided(decision, run);
      if (!kept.ok) complain(kept.failure);
      return kept.ok;
    },
    finished: (outcome) => {
      ran++;
      // Not the trial's fault: it is tried again the next time.
      if (outcome.failure?.blame === 'outside' || outcome.failure?.blame === 'bug') return;
      const kept = record.value.finished(outcome);
      if (!kept.ok) complain(kept.failure);
    },
  });
  following.end();
  await execution.close(conducted.status);
  const ended = record.value.ended(conducted.status, conducted.reason);
  if (!ended.ok) complain(ended.failure);
  signals.stop();
  await view.close();
  return {...conducted, ran, isCancelled: signal.aborted, folder};
}

interface Recorded extends Pick<Given, 'ground' | 'workspace'> {
  readonly lanes: number;
  readonly surroundings: Pick<Parameters<typeof sweepIdentity>[1], 'engine'> & {readonly env: Env};
}

/** The record of this very sweep, to go on from. */
async function openRecord({ground, workspace, lanes, surroundings: {env, engine}}: Recorded) {
  const {tracking, store, code, folder} = workspace;
  const world = {workspace: folder, env, digest: store.digest};
  const identity = await sweepIdentity(ground, {world, code, engine, execution: ''});
  if (!identity.ok) return identity;
  const {sweep: spec} = ground;
  return openSweepRecord(tracking, {name: spec.name, identity: identity.value, spec, lanes, now: Date.now});
}

/** The answer, the figure, and the best as an experiment. */
async function tell(
  {status, ledger, ran, isCancelled, folder}: Swept,
  {ground, options, env}: Omit<Given, 'workspace'>,
): Promise<number> {
  const {sweep: asked} = ground;
  const answer = answerOf(asked, ledger.trials);
  const best = await keepBest(join(folder, 'experiments', 'best.yaml'), answer, ground);
  // Of what is known already the picture is there.
  const picture = ran > 0 ? await drawSweep(folder, asked, answer) : undefined;
  if (options.json !== true) {
    const {columns: width} = readTerminal(env, process.stdout);
    await print(`\n${sweepAnswer(answer, width === undefined ? {} : {width})}`);
    if (picture !== undefined) await print(`The figure: ${picture}`);
    if (best.ok && best.value) await print('Run it with `epochal run -e best`: experiments/best.yaml');
  }
  if (!best.ok) process.stderr.write(`${failureText(best.failure, {folder})}\n`);
  if (status === 'cancelled') return isCancelled ? exitCodes.cancelled : exitCodes.outside;
  return answer.ranked.length === 0 && answer.failed.length > 0 ? exitCodes.stage : 0;
}

/** The same failure again and again is told once. */
function tellOnce(tellIt: (failure: Failure) => void): (failure: Failure) => void {
  const told = new Set<string>();
  return (failure) => {
    if (told.has(failure.what)) return;
    told.add(failure.what);
    tellIt(failure);
  };
}
