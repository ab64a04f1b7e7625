import {seedsOf} from './ledger.ts';
import type {Objective, Point, Sweep} from './sweep.ts';
import type {Trial} from './trial.ts';
import {compareWorth, worthOf, type Worth} from './worth.ts';

/** What a sweep found out. */
export interface Answer {
  readonly objective: Objective;
  /** Points with a value, the best first. */
  readonly ranked: readonly Ranked[];
  /** Trials that ended without a value. */
  readonly failed: readonly Trial[];
}

/** A point, with all its trials taken together. */
export interface Ranked extends Worth {
  readonly point: Point;
}

export function answerOf(sweep: Pick<Sweep, 'objective' | 'seeds'>, trials: readonly Trial[]): Answer {
  const {objective} = sweep;
  const groups = new Map<number, Trial[]>();
  for (const trial of trials) {
    const group = groups.get(trial.group);
    if (group === undefined) groups.set(trial.group, [trial]);
    else group.push(trial);
  }
  const ranked = [...groups.values()].flatMap((group): Ranked[] => {
    const worth = worthOf(group, seedsOf(sweep));
    const [first] = group;
    return first === undefined || worth === undefined ? [] : [{...worth, point: first.point}];
  });
  return {
    objective,
    ranked: ranked.toSorted((a, b) => compareWorth(objective, a, b)),
    failed: trials.filter(({status}) => status === 'failed'),
  };
}
