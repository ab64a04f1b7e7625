import type {Decision, Outcome, Start} from './decision.ts';
import {pointKey} from './points.ts';
import {openRungs, type Rungs} from './rungs.ts';
import {isBetter, type Objective, type Point, type Sweep} from './sweep.ts';

/** A trial as far as it is known. Every one has every field, so that ten thousand of them are of one shape. */
export interface Trial {
  readonly number: number;
  readonly group: number;
  readonly point: Point;
  readonly seed: number | undefined;
  /** `paused`: it waits to be judged. `stopped`: it was, and does not go on. `done`: it trained to its end. */
  readonly status: 'running' | 'paused' | 'stopped' | 'done' | 'failed';
  /** That it trains if it is not stopped; 0 where nothing counts epochs. */
  readonly full: number;
  /** To which it was or is being trained. */
  readonly epochs: number;
  /** What it was worth wherever it was judged, in order. */
  readonly marks: readonly Mark[];
  /** Of its latest work. */
  readonly outcome: Outcome | undefined;
  /** Of all its work. */
  readonly seconds: number;
}

export interface Mark {
  readonly epochs: number;
  readonly value: number;
}

/** All that is known of a sweep: its decisions and what came of them, added as they come. */
export interface Ledger {
  readonly sweep: Sweep;
  readonly trials: readonly Trial[];
  /** How many decisions were taken. */
  readonly decisions: number;
  /** How often the method was asked. */
  readonly draws: number;
  /** Of work, in all trials together. */
  readonly seconds: number;
  /** Trained, or to be trained by what runs. */
  readonly epochs: number;
  readonly best: Trial | undefined;
  readonly running: number;
  /** The longest that any trial trains if it is not stopped, in epochs. */
  readonly longest: number;
  /** Trials that wait to be judged. */
  readonly paused: ReadonlySet<number>;
  readonly reached: Rungs['at'];
  readonly wasTried: (point: Point) => boolean;
  readonly decide: (decision: Decision) => void;
  readonly learn: (outcome: Outcome) => void;
}

export function openLedger(sweep: Sweep): Ledger {
  const trials: Trial[] = [];
  const tried = new Set<string>();
  const paused = new Set<number>();
  const rungs = openRungs(sweep.objective);
  let [decisions, draws, seconds, epochs, running, longest] = [0, 0, 0, 0, 0, 0];
  let best: Trial | undefined;
  const trialOf = (number: number): Trial => {
    const trial = trials[number - 1];
    if (trial === undefined) throw new RangeError(`there is no trial ${number}`);
    return trial;
  };
  return {
    sweep,
    trials,
    get decisions() {
      return decisions;
    },
    get draws() {
      return draws;
    },
    get seconds() {
      return seconds;
    },
    get epochs() {
      return epochs;
    },
    get running() {
      return running;
    },
    get longest() {
      return longest;
    },
    get best() {
      return best;
    },
    paused,
    reached: rungs.at,
    wasTried: (point) => tried.has(pointKey(point)),
    decide: (decision) => {
      decisions++;
      switch (decision.kind) {
        case 'start': {
          const trial = begun(decision);
          trials.push(trial);
          tried.add(pointKey(trial.point));
          draws = decision.draws;
          longest = Math.max(longest, trial.full);
          epochs += trial.epochs;
          running++;
          return;
        }
        case 'continue': {
          const before = trialOf(decision.trial);
          epochs += decision.epochs - before.epochs;
          running++;
          paused.delete(decision.trial);
          trials[decision.trial - 1] = after(before, {status: 'running', epochs: decision.epochs});
          return;
        }
        case 'stop':
          paused.delete(decision.trial);
          trials[decision.trial - 1] = after(trialOf(decision.trial), {status: 'stopped'});
          return;
        default:
          decision satisfies never;
      }
    },
    learn: (outcome) => {
      const trial = learnt(trialOf(outcome.trial), outcome);
      trials[outcome.trial - 1] = trial;
      seconds += outcome.seconds;
      running--;
      const {number, status, marks} = trial;
      const mark = status === 'paused' || status === 'done' ? marks.at(-1) : undefined;
      if (mark !== undefined) rungs.add(mark.epochs, {trial: number, value: mark.value});
      if (status === 'paused') paused.add(number);
      // The best may have become worse with more epochs.
      if (best?.number === trial.number) best = bestOf(sweep.objective, trials);
      else if (ranksAbove(sweep.objective, trial, best)) best = trial;
    },
  };
}

const begun = ({trial: number, group, point, seed, epochs, full}: Start): Trial => ({
  number,
  group,
  point,
  seed,
  status: 'running',
  full,
  epochs: epochs ?? full,
  marks: [],
  outcome: undefined,
  seconds: 0,
});

/** Written out: of each spread V8 keeps a shape of its own, larger than the trial. */
const after = (
  before: Trial,
  now: Pick<Trial, 'status'> & Partial<Pick<Trial, 'epochs' | 'marks' | 'outcome' | 'seconds'>>,
): Trial => ({
  number: before.number,
  group: before.group,
  point: before.point,
  seed: before.seed,
  status: now.status,
  full: before.full,
  epochs: now.epochs ?? before.epochs,
  marks: now.marks ?? before.marks,
  outcome: now.outcome ?? before.outcome,
  seconds: now.seconds ?? before.seconds,
});

function learnt(before: Trial, outcome: Outcome): Trial {
  const {epochs, full, marks} = before;
  const seconds = before.seconds + outcome.seconds;
  const {value} = outcome;
  // What it did since it was judged last is not known: it does not count.
  if (outcome.status === 'stopped')
    return after(before, {status: 'stopped', epochs: marks.at(-1)?.epochs ?? 0, outcome, seconds});
  if (value === undefined) return after(before, {status: 'failed', outcome, seconds});
  const status = epochs < full ? 'paused' : 'done';
  return after(before, {status, outcome, seconds, marks: marks.concat({epochs, value})});
}

/** The value that a trial is judged by in the end: its last. Undefined where it failed. */
export const valueOf = ({status, marks}: Trial): number | undefined =>
  status === 'failed' ? undefined : marks.at(-1)?.value;

const bestOf = (objective: Objective, trials: readonly Trial[]): Trial | undefined =>
  trials.reduce<Trial | undefined>(
    (best, trial) => (ranksAbove(objective, trial, best) ? trial : best),
    undefined,
  );

/** One that trained to its end stands above one that did not: their values are not of the same kind. */
function ranksAbove(objective: Objective, trial: Trial, than: Trial | undefined): boolean {
  const value = valueOf(trial);
  if (value === undefined) return false;
  const other = than === undefined ? undefined : valueOf(than);
  if (than === undefined || other === undefined) return true;
  const [whole, otherWhole] = [trial, than].map(({epochs, full}) => epochs >= full);
  return whole === otherWhole ? isBetter(objective, value, other) : whole === true;
}
