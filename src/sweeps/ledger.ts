import type {Decision, Outcome} from './decision.ts';
import {pointKey} from './points.ts';
import {openRungs, type Rungs} from './rungs.ts';
import type {Point, Sweep} from './sweep.ts';
import {begun, ended, goingOn, stopped, type Trial} from './trial.ts';
import {meanOf, openLead, valuesAt, worthOf, type Worth} from './worth.ts';

/** All that decisions of a sweep may rest on: those before them and what came of them, added as they come. */
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
  readonly best: Worth | undefined;
  readonly running: number;
  /** The longest that any trial trains if it is not stopped, in epochs. */
  readonly longest: number;
  /** Trials that wait to be judged. */
  readonly paused: ReadonlySet<number>;
  /** The trials of a point: one for each seed, as far as they began. */
  readonly membersOf: (group: number) => readonly Trial[];
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
  const seeds = seedsOf(sweep);
  let [decisions, draws, seconds, epochs, running, longest] = [0, 0, 0, 0, 0, 0];
  const membersOf = (group: number) => membersAmong(trials, group, seeds);
  const lead = openLead(sweep.objective, {
    points: () => trials.at(-1)?.group ?? 0,
    worth: (group) => worthOf(membersOf(group), seeds),
  });
  /** A point has reached a rung when all its seeds are there, but for those that never will be. */
  const enterRungs = ({group, marks, status}: Trial): void => {
    const members = membersOf(group);
    if (members.length < seeds) return;
    const isOver = status === 'failed' || status === 'stopped';
    for (const rung of isOver ? rungsWithout(marks, members) : marks.slice(-1).map((mark) => mark.epochs)) {
      const values = valuesAt(members, rung);
      if (values.length > 0 && values.length + neverAt(members, rung) === seeds)
        rungs.add(rung, {group, value: meanOf(values)});
    }
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
      return lead.best;
    },
    paused,
    membersOf,
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
          const before = trialAt(trials, decision.trial);
          epochs += decision.epochs - before.epochs;
          running++;
          paused.delete(decision.trial);
          trials[decision.trial - 1] = goingOn(before, decision);
          return;
        }
        case 'stop': {
          const trial = stopped(trialAt(trials, decision.trial));
          paused.delete(decision.trial);
          trials[decision.trial - 1] = trial;
          enterRungs(trial);
          return;
        }
        default:
          decision satisfies never;
      }
    },
    learn: (outcome) => {
      const trial = ended(trialAt(trials, outcome.trial), outcome);
      trials[outcome.trial - 1] = trial;
      seconds += outcome.seconds;
      running--;
      if (trial.status === 'paused') paused.add(trial.number);
      enterRungs(trial);
      lead.look(trial.group);
    },
  };
}

/** With how many each point is tried. */
export const seedsOf = ({seeds}: Pick<Sweep, 'seeds'>): number => seeds?.values.length ?? 1;

/** All seeds of a point begin before the next point does. */
export const membersAmong = (trials: readonly Trial[], group: number, seeds: number): readonly Trial[] =>
  trials.slice((group - 1) * seeds, group * seeds);

export function trialAt(trials: readonly Trial[], number: number): Trial {
  const trial = trials[number - 1];
  if (trial === undefined) throw new RangeError(`there is no trial ${number}`);
  return trial;
}

/** Those that others of its point have reached, and not it. */
const rungsWithout = (own: Trial['marks'], members: readonly Trial[]): ReadonlySet<number> =>
  new Set(
    members
      .flatMap(({marks}) => marks.map(({epochs}) => epochs))
      .filter((rung) => own.every(({epochs}) => epochs !== rung)),
  );

/** How many of the trials ended before they came there. */
const neverAt = (members: readonly Trial[], rung: number): number =>
  members.filter(
    ({status, marks}) =>
      (status === 'failed' || status === 'stopped') && marks.every(({epochs}) => epochs !== rung),
  ).length;
