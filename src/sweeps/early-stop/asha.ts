import {epochsText} from '../epochs-text.ts';
import type {Reached} from '../rungs.ts';
import type {Trial} from '../trial.ts';
import type {Rule} from './rule.ts';

/**
 * Asynchronous successive halving (Li et al., "A System for Massively Parallel Hyperparameter Tuning", MLSys 2020, algorithm 2):
 * trials pause at rungs of min_epochs, min_epochs · reduction, …; the best 1/reduction of those that reached a rung go on, as soon as
 * they are known to be among them. Nobody waits for a rung to fill.
 */
export const asha: Rule = {
  name: 'asha',
  summary: 'of those that reach a rung the best go on (asynchronous successive halving)',
  pauses: ({minEpochs, reduction}, full) => {
    const rungs: number[] = [];
    for (let rung = minEpochs; rung < full; rung *= reduction) rungs.push(Math.round(rung));
    return rungs;
  },
  judge: ({sweep, membersOf, paused, longest, reached}, spec) => {
    if (paused.size === 0) return undefined;
    const rungs = asha.pauses(spec, longest);
    // The highest rung first: what is nearest to its end is worth most.
    for (const rung of rungs.toReversed()) {
      const ranked = reached(rung);
      const among = Math.floor(ranked.length / spec.reduction);
      const waiting = ({group}: Reached) =>
        membersOf(group).find(({number, epochs}) => epochs === rung && paused.has(number));
      const place = ranked.findIndex((each, at) => at >= among || waiting(each) !== undefined);
      const chosen = place < among ? ranked[place] : undefined;
      const next = chosen && waiting(chosen);
      if (next === undefined) continue;
      const by = sweep.seeds === undefined ? '' : ', by the mean of its seeds';
      const reason = `place ${place + 1} of the ${ranked.length} that reached ${epochsText(rung)}${by}`;
      return {kind: 'continue', trial: next.number, epochs: nextPause(next, rungs), reason};
    }
    return undefined;
  },
};

/** Its next rung, or its end. */
export const nextPause = ({epochs, full}: Trial, pauses: readonly number[]): number =>
  pauses.find((pause) => pause > epochs && pause < full) ?? full;
