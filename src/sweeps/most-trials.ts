import {methods} from './methods/index.ts';
import {countPoints} from './points.ts';
import type {Sweep} from './sweep.ts';

/**
 * How many trials there will be at the most: what the budget allows with what was added to it, and no more than a method that comes to an
 * end has points. Undefined where nothing limits them.
 */
export function mostTrials({budget, space, method, seeds}: Sweep, added: number): number | undefined {
  const allowed = budget.trials === undefined ? Infinity : budget.trials + added;
  const there =
    methods[method]?.finite === true ? countPoints(space) * (seeds?.values.length ?? 1) : Infinity;
  const most = Math.min(allowed, there);
  return Number.isFinite(most) ? most : undefined;
}
