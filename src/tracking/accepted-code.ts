import {readAcceptances, stands} from './acceptances.ts';
import {metricCodeFact, shortDigest} from './metric-code.ts';
import type {Tracking} from './open-tracking.ts';
import type {Facts} from './run-summary.ts';

/**
 * To be asked within a reading. Facts in which code that was accepted as no change stands as the code of before: what either of them measured can be compared. Of facts
 * without such code it gives the very same object.
 */
export function withAcceptedCode(tracking: Tracking): (facts: Facts) => Facts {
  const earlier = new Map(
    readAcceptances(tracking)
      .filter(stands)
      .flatMap(({changes}) => changes.filter(({field}) => field === 'code'))
      .map(({before, after}) => [shortDigest(after), shortDigest(before)]),
  );
  if (earlier.size === 0) return (facts) => facts;
  return (facts) => {
    const changed = Object.entries(facts).flatMap(([name, value]) => {
      if (!name.endsWith(`.${metricCodeFact}`) || typeof value !== 'string') return [];
      const first = firstOf(value, earlier);
      return first === value ? [] : [[name, first] as const];
    });
    return changed.length === 0 ? facts : {...facts, ...Object.fromEntries(changed)};
  };
}

/** Changes may follow each other, and come back to where they began. */
function firstOf(digest: string, before: ReadonlyMap<string, string>): string {
  const passed = new Set<string>();
  let here = digest;
  for (let next = before.get(here); next !== undefined && !passed.has(next); next = before.get(here)) {
    passed.add(here);
    here = next;
  }
  // In a circle all are alike: the smallest stands for them.
  return before.has(here) ? ([...passed, here].sort()[0] ?? here) : here;
}
