import type {Trial} from '../ledger.ts';
import {isBetter} from '../sweep.ts';
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
  judge: (trials, spec, objective) => {
    const longest = trials.reduce((most, {full}) => Math.max(most, full), 0);
    const rungs = asha.pauses(spec, longest);
    // The highest rung first: what is nearest to its end is worth most.
    for (const rung of rungs.toReversed()) {
      const reached = trials.flatMap((trial) => {
        const mark = trial.marks.find(({epochs}) => epochs === rung);
        return mark === undefined ? [] : [{trial, value: mark.value}];
      });
      const among = Math.floor(reached.length / spec.reduction);
      const ranked = reached.toSorted((a, b) =>
        a.value === b.value
          ? a.trial.number - b.trial.number
          : isBetter(objective, a.value, b.value)
            ? -1
            : 1,
      );
      const place = ranked
        .slice(0, among)
        .findIndex(({trial: {status, epochs}}) => status === 'paused' && epochs === rung);
      const next = ranked[place]?.trial;
      if (next === undefined) continue;
      const reason = `place ${place + 1} of the ${reached.length} that reached ${rung} epochs`;
      return {kind: 'continue', trial: next.number, epochs: nextPause(next, rungs), reason};
    }
    return undefined;
  },
};

/** Its next rung, or its end. */
export const nextPause = ({epochs, full}: Trial, pauses: readonly number[]): number =>
  pauses.find((pause) => pause > epochs && pause < full) ?? full;
