import type {Decision, Outcome} from './decision.ts';
import {pointKey} from './points.ts';
import {isBetter, type Point, type Sweep} from './sweep.ts';

/** A trial as far as it is known. */
export interface Trial {
  readonly number: number;
  readonly group: number;
  readonly point: Point;
  readonly seed?: number;
  readonly status: 'running' | Outcome['status'];
  readonly outcome?: Outcome;
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
  /** Epochs of the trials begun. */
  readonly epochs: number;
  readonly best: Trial | undefined;
  readonly running: number;
  readonly ended: boolean;
  readonly wasTried: (point: Point) => boolean;
  readonly decide: (decision: Decision, epochs: number) => void;
  readonly learn: (outcome: Outcome) => void;
}

export function openLedger(sweep: Sweep): Ledger {
  const trials: Trial[] = [];
  const tried = new Set<string>();
  let [decisions, draws, seconds, epochs, running] = [0, 0, 0, 0, 0];
  let best: Trial | undefined;
  let ended = false;
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
    get best() {
      return best;
    },
    get ended() {
      return ended;
    },
    wasTried: (point) => tried.has(pointKey(point)),
    decide: (decision, takes) => {
      decisions++;
      if (decision.kind === 'end') {
        ended = true;
        return;
      }
      const {trial: number, group, point, seed} = decision;
      trials.push({number, group, point, ...(seed === undefined ? {} : {seed}), status: 'running'});
      tried.add(pointKey(point));
      draws = decision.draws;
      epochs += takes;
      running++;
    },
    learn: (outcome) => {
      const before = trials[outcome.trial - 1];
      if (before === undefined) throw new RangeError(`there is no trial ${outcome.trial}`);
      const trial = {...before, status: outcome.status, outcome};
      trials[outcome.trial - 1] = trial;
      seconds += outcome.seconds;
      running--;
      const {value} = outcome;
      if (value === undefined) return;
      const than = best?.outcome?.value;
      if (than === undefined || isBetter(sweep.objective, value, than)) best = trial;
    },
  };
}
