import {executeRun, shared, type RunResult} from './execute.ts';
import type {Common, Execution} from './execution.ts';
import type {PlannedRun} from './pipeline.ts';
import type {ThreadPlan} from './thread-plan.ts';

/** An execution whose runs become known one after another. */
export interface OpenExecution {
  /** Runs it to its end, beside others that are under way; equal work is shared with them. `signal` cancels this run alone. */
  readonly run: (run: PlannedRun, id: string, signal?: AbortSignal) => Promise<RunResult>;
  readonly close: (status: 'done' | 'cancelled') => Promise<void>;
}

interface Opened extends Omit<Execution, 'runs'> {
  readonly pipeline: string;
  readonly workspace: string;
  /** How many runs there will be, where that is known; else 0. */
  readonly expected: number;
  /** Of each training whose params do not say. */
  readonly threads: number;
}

/** As `execute`, for runs that are chosen while others run. What is done is looked up in the store, so memory stays flat. */
export async function openExecution(opened: Opened): Promise<OpenExecution> {
  const {pipeline, workspace, expected, emit, clock, store, lanes, cores, threads} = opened;
  const began = clock.now();
  emit({type: 'execution-started', at: began, pipeline, workspace, runs: expected});
  const [environment, changes] = await Promise.all([opened.environment, opened.changes]);
  const common = shared({
    execution: opened,
    environment,
    changes,
    threads: fixedThreads({
      training: threads,
      other: Math.max(1, Math.floor(cores / Math.max(1, lanes.light))),
    }),
    began,
  });
  const forget = forgetter(common.works);
  return {
    run: async (run, id, signal = opened.signal) => {
      common.relay.add(run);
      const result = await executeRun(run, {...common, execution: {...common.execution, signal}}, id);
      forget(result);
      return result;
    },
    close: async (status) => {
      await store.close();
      const at = clock.now();
      emit({type: 'execution-done', at, status, seconds: (at - began) / 1000});
    },
  };
}

/** Failures that are remembered. */
const remembered = 100;

/**
 * Forgets the work of a run that ended: what is done is in the store. The latest failures are kept for whoever else comes to them: a
 * stage that many runs have in common fails once, not once for each.
 */
function forgetter(works: Common['works']): (result: RunResult) => void {
  const failed: string[] = [];
  return ({id, status, stages}) => {
    const done = new Set(
      [...stages.values()].flatMap((stage) => (stage.status === 'done' ? stage.artifact.key : [])),
    );
    for (const [key, {owner}] of works) {
      if (owner !== id) continue;
      if (done.has(key) || status === 'cancelled') works.delete(key);
      else failed.push(key);
    }
    for (const key of failed.splice(0, failed.length - remembered)) works.delete(key);
  };
}

/** Nobody knows how many trainings come, so none waits to learn its share. */
const fixedThreads = (counts: {readonly training: number; readonly other: number}): ThreadPlan => ({
  decide: () => undefined,
  threadsFor: ({definition: {lane}, params}) => {
    const written = params['threads'];
    if (typeof written === 'number') return Promise.resolve(written);
    return Promise.resolve(lane === 'training' ? counts.training : counts.other);
  },
});
