import {valueOf, type Trial} from './ledger.ts';
import {isBetter, type Objective, type Point} from './sweep.ts';

/** What a sweep found out. */
export interface Answer {
  readonly objective: Objective;
  /** Points with a value, the best first. */
  readonly ranked: readonly Ranked[];
  /** Trials that ended without a value. */
  readonly failed: readonly Trial[];
}

/** A point, with all its trials taken together. */
export interface Ranked {
  readonly point: Point;
  readonly trials: readonly Trial[];
  /** Of the objective, one for each seed that ended well. */
  readonly values: readonly number[];
  readonly mean: number;
  /** Every trial of it trained to its end. */
  readonly whole: boolean;
}

export function answerOf(objective: Objective, trials: readonly Trial[]): Answer {
  const groups = new Map<number, Trial[]>();
  for (const trial of trials) {
    const group = groups.get(trial.group);
    if (group === undefined) groups.set(trial.group, [trial]);
    else group.push(trial);
  }
  const ranked = [...groups.values()].flatMap((group): Ranked[] => {
    const values = group.map((trial) => valueOf(trial)).filter((value) => value !== undefined);
    const [first] = group;
    if (first === undefined || values.length === 0) return [];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const whole = group.every(({epochs, full}) => epochs >= full);
    return [{point: first.point, trials: group, values, mean, whole}];
  });
  return {
    objective,
    ranked: ranked.toSorted((a, b) => order(objective, a, b)),
    failed: trials.filter(({status}) => status === 'failed'),
  };
}

/** Points that trained to their end come before those that were stopped: their values are not of the same kind. */
function order(objective: Objective, a: Ranked, b: Ranked): number {
  if (a.whole !== b.whole) return a.whole ? -1 : 1;
  if (a.mean === b.mean) return 0;
  return isBetter(objective, a.mean, b.mean) ? -1 : 1;
}
