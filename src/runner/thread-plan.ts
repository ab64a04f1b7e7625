import type {Pipeline, PlannedRun, Stage} from './pipeline.ts';
import type {LaneWidths} from './lanes.ts';
import {signaturesOf} from './signatures.ts';

/**
 * What became of a stage's look in the store. `unknown`: something before it runs, so that nobody can tell yet.
 * `ended`: it failed or is skipped.
 */
export type Decision =
  | {readonly what: 'hit' | 'unknown' | 'ended'}
  /** Stages that are done one after the other have one `series`; for others it is their key. */
  | {readonly what: 'runs'; readonly series: string};

/**
 * How many threads each stage may use. A training takes all cores when it is the only one that this execution will run; where there
 * are several, the cores are shared out between those that can run side by side.
 *
 * It is decided once, when the first training is about to run: by then every stage has been looked up, except those behind a stage
 * that runs. Of these all that differ are counted as trainings to come. So it depends on the files and the store, never on timing.
 */
export interface ThreadPlan {
  readonly decide: (run: PlannedRun, stage: Stage, decision: Decision) => void;
  readonly threadsFor: (stage: Stage) => Promise<number>;
}

interface Options {
  readonly runs: readonly PlannedRun[];
  readonly widths: LaneWidths;
  readonly cores: number;
  /** Stage → threads: these are not shared out. */
  readonly recorded?: Readonly<Record<string, number>>;
}

export function planThreads({runs, widths, cores, recorded = {}}: Options): ThreadPlan {
  const decisions = new Map(runs.map((run) => [run, decisionsOf(run.pipeline)]));
  const share = async (): Promise<number> => {
    const toCome = new Set<string>();
    for (const run of runs) {
      const signatures = signaturesOf(run.pipeline);
      for (const {name, definition} of run.pipeline.stages) {
        if (definition.lane !== 'training') continue;
        const decision = await decisions.get(run)?.get(name)?.promise;
        if (decision?.what === 'runs') toCome.add(decision.series);
        if (decision?.what === 'unknown') toCome.add(signatures.get(name)?.series ?? name);
      }
    }
    return Math.max(1, Math.floor(cores / Math.min(widths.training, Math.max(1, toCome.size))));
  };
  let shared: Promise<number> | undefined;
  return {
    decide: (run, {name}, decision) => decisions.get(run)?.get(name)?.resolve(decision),
    threadsFor: async ({name, definition: {lane}, params}) => {
      const written = recorded[name] ?? params['threads'];
      if (typeof written === 'number') return written;
      return lane === 'training'
        ? (shared ??= share())
        : Math.max(1, Math.floor(cores / Math.max(1, widths[lane])));
    },
  };
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  /** The first time counts. */
  readonly resolve: (value: T) => void;
}

function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return {promise, resolve};
}

/** A stage behind one that runs is decided at once: waiting for it could take hours. */
function decisionsOf({stages}: Pipeline): ReadonlyMap<string, Deferred<Decision>> {
  const decisions = new Map(stages.map(({name}) => [name, deferred<Decision>()]));
  for (const {name, needs} of stages) {
    const inputs = Object.values(needs).flatMap((need) => decisions.get(need)?.promise ?? []);
    void Promise.all(inputs).then((found) => {
      if (found.some((each) => each.what === 'ended')) decisions.get(name)?.resolve({what: 'ended'});
      else if (found.some((each) => each.what !== 'hit')) decisions.get(name)?.resolve({what: 'unknown'});
    });
  }
  return decisions;
}
