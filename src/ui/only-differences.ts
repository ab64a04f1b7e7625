import {splitParam} from '../runner/matrix/cell-name.ts';
import type {Params} from '../runner/pipeline.ts';

/**
 * The names of the params in which runs differ, in the order in which they first stand. A param that some runs do not have, because another
 * param does away with it, counts only where those that have it differ.
 */
export function differingParams(runs: readonly {readonly params: Params}[]): readonly string[] {
  const first = new Map<string, unknown>();
  const differing = new Set<string>();
  for (const {params} of runs) {
    for (const name in params) {
      if (differing.has(name)) continue;
      const value = params[name];
      if (!first.has(name)) first.set(name, value);
      else if (!same(first.get(name), value)) differing.add(name);
    }
  }
  return [...first.keys()].filter((name) => differing.has(name));
}

const same = (one: unknown, other: unknown): boolean =>
  one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other));

/** Names without their stage, where that leaves them distinct: `model` for `train.model`. */
export function shortNames(names: readonly string[]): readonly string[] {
  const short = names.map((name) => splitParam(name)?.name ?? name);
  return names.map((name, index) => {
    const own = short[index] ?? name;
    return short.filter((each) => each === own).length > 1 ? name : own;
  });
}
