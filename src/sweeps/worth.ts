import {isBetter, type Objective} from './sweep.ts';
import {valueOf, type Trial} from './trial.ts';

/** What a point is worth, by all its trials together: one for each seed. */
export interface Worth {
  /** In order; one at least. */
  readonly trials: readonly Trial[];
  /** Of the objective, one for each seed that has one; all after as many epochs. */
  readonly values: readonly number[];
  readonly mean: number;
  /** After which the values are: the most that all of them trained. */
  readonly epochs: number;
  /** That is their end. */
  readonly whole: boolean;
  /** There is a value of every seed. */
  readonly complete: boolean;
}

/** Of the trials of one point, and how many seeds each point is tried with; undefined where none has a value. */
export function worthOf(trials: readonly Trial[], seeds: number): Worth | undefined {
  const valued = trials.filter((trial) => valueOf(trial) !== undefined);
  const [first] = valued;
  if (first === undefined) return undefined;
  // A seed may be further than the others: values of different lengths are not of the same kind.
  const epochs = Math.min(...valued.map(({marks}) => marks.at(-1)?.epochs ?? 0));
  const values = valuesAt(valued, epochs);
  return {
    trials,
    values,
    mean: meanOf(values),
    epochs,
    whole: epochs >= first.full,
    complete: values.length >= seeds,
  };
}

/** Of the trials that were judged after so many epochs. */
export const valuesAt = (trials: readonly Trial[], epochs: number): readonly number[] =>
  trials.flatMap(({marks}) => marks.find((mark) => mark.epochs === epochs)?.value ?? []);

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Negative where the first is to stand above the second. One lucky seed is no answer: points that have a value of every seed come first,
 * and of these such as trained to their end.
 */
export function compareWorth(objective: Objective, one: Worth, other: Worth): number {
  if (one.complete !== other.complete) return one.complete ? -1 : 1;
  if (one.whole !== other.whole) return one.whole ? -1 : 1;
  if (one.mean === other.mean) return 0;
  return isBetter(objective, one.mean, other.mean) ? -1 : 1;
}

/** The best point so far, kept as trials come to be known. */
export interface Lead {
  readonly best: Worth | undefined;
  /** After something changed about a point. */
  readonly look: (group: number) => void;
}

/** `points`: how many there are. `worth`: of each, from 1. */
export function openLead(
  objective: Objective,
  {points, worth}: {readonly points: () => number; readonly worth: (group: number) => Worth | undefined},
): Lead {
  let best: {readonly group: number; readonly worth: Worth} | undefined;
  const take = (group: number): void => {
    const found = worth(group);
    if (found !== undefined && (best === undefined || compareWorth(objective, found, best.worth) < 0))
      best = {group, worth: found};
  };
  return {
    get best() {
      return best?.worth;
    },
    look: (group) => {
      if (best?.group !== group) {
        take(group);
        return;
      }
      // It may have become worse with more epochs, or another seed.
      best = undefined;
      for (let each = 1; each <= points(); each++) take(each);
    },
  };
}
