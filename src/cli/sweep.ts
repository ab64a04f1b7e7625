import {availableParallelism} from 'node:os';
import {join} from 'node:path';
import {systemClock} from '../runner/clock.ts';
import type {Event} from '../runner/events.ts';
import {exitCodes, fail, ok, type Failure, type Result} from '../runner/failure.ts';
import {loadPipeline} from '../runner/load-pipeline.ts';
import {openExecution} from '../runner/open-execution.ts';
import type {Params} from '../runner/pipeline.ts';
import {parseOverrides} from '../runner/overrides.ts';
import {stageDefinitions} from '../stages/index.ts';
import {answerOf, type Answer} from '../sweeps/answer.ts';
import {writeBest} from '../sweeps/best-experiment.ts';
import {conduct} from '../sweeps/conduct.ts';
import type {SweepEvent} from '../sweeps/events.ts';
import {overriddenSpace} from '../sweeps/failures.ts';
import {sweepIdentity} from '../sweeps/identity.ts';
import type {Trial} from '../sweeps/ledger.ts';
import {loadSweep} from '../sweeps/load-sweep.ts';
import {faultsOfSpace, planTrial, trialChanges, type Ground} from '../sweeps/trial-plan.ts';
import type {Sweep} from '../sweeps/sweep.ts';
import {watchObjective} from '../sweeps/watch-objective.ts';
import {createRecorder} from '../tracking/recorder.ts';
import {openSweepRecord} from '../tracking/sweep-record.ts';
import {failureText} from '../ui/failure-text.ts';
import {createJsonLog} from '../ui/json-log.ts';
import {measure} from '../ui/numbers.ts';
import {sweepAnswer} from '../ui/sweep-answer.ts';
import {createSweepLog} from '../ui/sweep-log.ts';
import {cancelOnSignals} from './cancel-on-signals.ts';
import {findSweep} from './find-sweep.ts';
import type {SweepOptions} from './program.ts';
import {executionOf} from './execution-of.ts';
import {openWorkspace} from './open-workspace.ts';
import {print, refuse} from './say.ts';
import {drawSweep} from './sweep-figure.ts';
import {readTerminal} from './terminal.ts';
import {workspaceOf} from './workspace.ts';

type Env = Record<string, string | undefined>;

/** `epochal sweep`: reads the sweep, goes on where its record ends, runs trials side by side, and tells the best. */
export async function sweepVerb(name: string, options: SweepOptions, env: Env): Promise<number> {
  const found = await findSweep(name, options.file);
  if (!found.ok) return refuse([found.failure]);
  const ground = await read(found.value, options);
  if (!ground.ok) return refuse(ground.failure);
  const {sweep, pipeline} = ground.value;
  const opened = await openWorkspace(workspaceOf(pipeline.file));
  if (!opened.ok) return refuse([opened.failure]);
  const {tracking, store, code, folder} = opened.value;

  const say = openLog(options, folder);
  const note = (text: string) => void process.stderr.write(`${text}\n`);
  const told = new Set<string>();
  const complain = (failure: Failure) => {
    const text = failureText(failure, {folder});
    if (!told.has(text)) note(text);
    told.add(text);
  };
  const signals = cancelOnSignals(note);
  const write = createRecorder(tracking, {onFailure: complain});
  const objective = watchObjective(sweep.objective);
  const emit = (event: Event) => {
    objective.listen(event);
    write(event);
    say(event);
  };
  const cores = availableParallelism();
  const lanes = options.jobs ?? cores;
  const {signal} = signals;
  const base = executionOf({
    runs: [],
    store,
    code,
    emit,
    signal,
    env,
    tracking,
    folder,
    options: {jobs: lanes},
  });
  const world = {workspace: folder, env, digest: store.digest};
  const identity = await sweepIdentity(ground.value, {
    world,
    code,
    engine: base.engine,
    execution: '',
  });
  if (!identity.ok) return refuse([identity.failure]);
  const record = openSweepRecord(tracking, {
    name: sweep.name,
    identity: identity.value,
    spec: sweep,
    lanes,
    now: Date.now,
  });
  if (!record.ok) return refuse([record.failure]);

  const execution = await openExecution({
    ...base,
    pipeline: pipeline.name,
    workspace: folder,
    expected: 0,
    threads: Math.max(1, Math.floor(cores / lanes)),
  });
  const ran: number[] = [];
  const {status, reason, ledger} = await conduct({
    sweep,
    history: record.value.history,
    lanes: record.value.lanes,
    clock: systemClock,
    signal,
    emit: say,
    newRunId: base.newRunId,
    plan: (tried) => planTrial(ground.value, tried),
    runTrial: async (work, run, id) => objective.outcomeOf(work, await execution.run(run, id)),
    decided: (decision, run) => {
      const kept = record.value.decided(decision, run);
      if (!kept.ok) complain(kept.failure);
      return kept.ok;
    },
    finished: (outcome) => {
      ran.push(outcome.trial);
      // Not the trial's fault: it is tried again the next time.
      if (outcome.failure?.blame === 'outside' || outcome.failure?.blame === 'bug') return;
      const kept = record.value.finished(outcome);
      if (!kept.ok) complain(kept.failure);
    },
  });
  await execution.close(status);
  const ended = record.value.ended(status, reason);
  if (!ended.ok) complain(ended.failure);
  signals.stop();
  tracking.close();
  const answer = answerOf(sweep.objective, ledger.trials);
  const bestFile = await keepBest(join(folder, 'experiments', 'best.yaml'), answer, ground.value);
  // Of what is known already the picture is there.
  const picture = ran.length > 0 ? await drawSweep(folder, sweep, answer) : undefined;
  if (options.json !== true) {
    const {columns: width} = readTerminal(env, process.stdout);
    await print(`\n${sweepAnswer(answer, width === undefined ? {} : {width})}`);
    if (picture !== undefined) await print(`The figure: ${picture}`);
    if (bestFile.ok && bestFile.value)
      await print('Run it with `epochal run -e best`: experiments/best.yaml');
  }
  if (!bestFile.ok) complain(bestFile.failure);
  if (status === 'cancelled') return signal.aborted ? exitCodes.cancelled : exitCodes.outside;
  return answer.ranked.length === 0 && answer.failed.length > 0 ? exitCodes.stage : 0;
}

async function read(
  {sweep: file, pipeline: pipelineFile}: {readonly sweep: string; readonly pipeline: string},
  options: SweepOptions,
): Promise<Result<Ground, readonly Failure[]>> {
  const overrides = parseOverrides(options.set);
  if (!overrides.ok) return overrides;
  const pipeline = await loadPipeline(pipelineFile, stageDefinitions);
  if (!pipeline.ok) return pipeline;
  const sweep = await loadSweep(file, pipeline.value);
  if (!sweep.ok) return sweep;
  const varied = overrides.value.filter(({param}) =>
    sweep.value.space.dimensions.some((dimension) => dimension.param === param),
  );
  if (varied.length > 0) return fail(varied.map(({param, origin}) => overriddenSpace(origin, param)));
  const ground = {sweep: sweep.value, pipeline: pipeline.value, overrides: overrides.value};
  const faults = faultsOfSpace(ground);
  return faults.length > 0 ? fail(faults) : ok(ground);
}

function openLog(options: SweepOptions, folder: string): (event: Event | SweepEvent) => void {
  const out = (text: string) => void process.stdout.write(text);
  const err = (text: string) => void process.stderr.write(text);
  return options.json === true ? createJsonLog(out) : createSweepLog({out, err}, {folder});
}

/** False where there is no best to keep. */
async function keepBest(
  file: string,
  {ranked: [best], objective}: Answer,
  {sweep, overrides}: Ground,
): Promise<Result<boolean>> {
  const [trial] = best?.trials ?? [];
  if (best === undefined || trial === undefined) return ok(false);
  const typed = Object.fromEntries(overrides.map(({param, value}) => [param, value]));
  const written = await writeBest(file, {
    name: sweep.name,
    description: `The best of the sweep ${sweep.name}: ${objective.metric} ${measure(best.mean)}.`,
    set: {...sweep.set, ...typed, ...trialChanges(sweep, trial), ...reached(sweep, trial)},
  });
  return written.ok ? ok(true) : written;
}

/** A trial that was stopped is repeated as far as it came. */
const reached = ({epochs: param}: Sweep, {epochs, full}: Trial): Params =>
  param === undefined || epochs >= full ? {} : {[param]: epochs};
