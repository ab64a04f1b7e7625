import {rules} from './early-stop/index.ts';
import type {Sweep} from './sweep.ts';

/** What a trial would cost if it trained to its end. */
export interface PricedTrial {
  readonly trial: number;
  /** `known`: all of it is in the store, or another trial does it. `refused`: its params do not go together. */
  readonly will: 'train' | 'known' | 'refused';
  /** That it has to train itself. */
  readonly epochs: number;
  /** Of work; undefined where nothing like it is on record. */
  readonly seconds: number | undefined;
  /** That it would leave; undefined as above. */
  readonly bytes: number | undefined;
  /** The earlier trial whose training it goes on from: it waits for that. */
  readonly after?: number;
}

export interface Price {
  readonly trials: number;
  readonly trainings: number;
  readonly known: number;
  /** They fail before they begin. */
  readonly refused: number;
  readonly lanes: number;
  readonly epochs: Bounds;
  /** Until it ends; null where nothing on record tells. */
  readonly seconds: Bounds | null;
  readonly bytes: number | null;
}

export interface Bounds {
  /** If no trial is stopped early. */
  readonly most: number;
  /** As such sweeps go; equal to `most` where nothing is stopped early, null where nobody can tell. */
  readonly about: number | null;
}

/** The price of trials, so many side by side. */
export function priceOf(sweep: Sweep, trials: readonly PricedTrial[], lanes: number): Price {
  const training = trials.filter(({will}) => will === 'train');
  const full = Math.max(0, ...training.map(({epochs}) => epochs));
  const share = sweep.earlyStop === undefined ? 1 : usualShare(sweep.earlyStop, full);
  const epochs = training.reduce((sum, each) => sum + each.epochs, 0);
  // Where trials pause, a budget of epochs is not spent as they begin: more are listed than it lasts for. The last step goes beyond it.
  const budget = sweep.earlyStop === undefined ? Infinity : (sweep.budget.epochs ?? Infinity);
  const within = (limit: number): number => (epochs === 0 ? 1 : Math.min(1, limit / epochs));
  const bounds = (whole: number, round: (value: number) => number): Bounds => ({
    most: round(whole * within(budget - 1 + full)),
    about: share === undefined ? null : round(whole * Math.min(share, within(budget))),
  });
  const seconds = timeOnLanes(training, lanes);
  const bytes = training.every((each) => each.bytes !== undefined)
    ? training.reduce((sum, each) => sum + (each.bytes ?? 0), 0)
    : null;
  return {
    trials: trials.length,
    trainings: training.length,
    known: trials.filter(({will}) => will === 'known').length,
    refused: trials.filter(({will}) => will === 'refused').length,
    lanes,
    epochs: bounds(epochs, Math.round),
    seconds: seconds === undefined ? null : bounds(seconds, (value) => value),
    bytes,
  };
}

/** As many of the trials, in their order, as fit into the time; what is known costs nothing. */
export function fitInto(
  seconds: number,
  {
    sweep,
    trials,
    lanes,
  }: {readonly sweep: Sweep; readonly trials: readonly PricedTrial[]; readonly lanes: number},
): readonly PricedTrial[] {
  for (let count = trials.length; count > 0; count--) {
    const chosen = trials.slice(0, count);
    const {seconds: priced} = priceOf(sweep, chosen, lanes);
    // Of what nobody can tell the time of, all is left in.
    if (priced === null || (priced.about ?? priced.most) <= seconds) return chosen;
  }
  return [];
}

/** Each goes to the lane that is free first, and waits there for what it goes on from. Undefined where the time of one is not known. */
function timeOnLanes(trials: readonly PricedTrial[], lanes: number): number | undefined {
  const busy = Array.from({length: lanes}, () => 0);
  const ends = new Map<number, number>();
  for (const {trial, seconds, after} of trials) {
    if (seconds === undefined) return undefined;
    const earliest = busy.indexOf(Math.min(...busy));
    const end = Math.max(busy[earliest] ?? 0, ends.get(after ?? 0) ?? 0) + seconds;
    busy[earliest] = end;
    ends.set(trial, end);
  }
  return Math.max(...busy);
}

/** Of all epochs, those that are trained where of each rung one in `reduction` goes on; undefined for rules that depend on the curves. */
function usualShare(earlyStop: NonNullable<Sweep['earlyStop']>, full: number): number | undefined {
  if (earlyStop.method !== 'asha') return undefined;
  const ends = [...(rules[earlyStop.method]?.pauses(earlyStop, full) ?? []), full];
  const trained = ends.reduce(
    (sum, end, rung) => sum + (end - (ends[rung - 1] ?? 0)) / earlyStop.reduction ** rung,
    0,
  );
  return full > 0 ? trained / full : 1;
}
