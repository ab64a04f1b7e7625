import {epochsText} from '../epochs-text.ts';
import type {Trial} from '../ledger.ts';
import {isBetter, type Objective} from '../sweep.ts';
import {nextPause} from './asha.ts';
import type {Rule} from './rule.ts';

/**
 * The median rule (Golovin et al., "Google Vizier", KDD 2017): a trial stops where its best value so far is worse than the median
 * of what the others were worth at that epoch.
 */
export const median: Rule = {
  name: 'median',
  summary: 'who is worse than the median of the others at that epoch stops',
  pauses: ({minEpochs, every}, full) => {
    const pauses: number[] = [];
    for (let pause = minEpochs; pause < full; pause += every) pauses.push(pause);
    return pauses;
  },
  judge: ({trials, paused, reached, sweep: {objective}}, spec) => {
    // Nearly always one alone waits: it is judged as soon as it pauses.
    const trial = trials[Math.min(...paused) - 1];
    if (trial === undefined) return undefined;
    const {number, epochs, full} = trial;
    const goOn = (reason: string) => {
      const to = nextPause(trial, median.pauses(spec, full));
      return {kind: 'continue', trial: number, epochs: to, reason} as const;
    };
    const others = reached(epochs)
      .filter((each) => each.trial !== number)
      .map(({value}) => value);
    if (others.length < spec.minTrials)
      return goOn(`${others.length} of the others reached ${epochsText(epochs)}: too few to judge`);
    const middle = medianOf(others);
    const best = bestOf(trial, objective);
    return isBetter(objective, middle, best)
      ? {
          kind: 'stop',
          trial: number,
          reason: `${sixDigits(best)} at ${epochsText(epochs)}; the median of ${others.length} others is ${sixDigits(middle)}`,
        }
      : goOn(`not worse than the median of ${others.length} others at ${epochsText(epochs)}`);
  },
};

/** For people: `0.406784`. */
const sixDigits = (value: number): string => `${Number(value.toPrecision(6))}`;

const bestOf = ({marks}: Trial, {direction}: Objective): number => {
  const values = marks.map(({value}) => value);
  return direction === 'max' ? Math.max(...values) : Math.min(...values);
};

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? NaN) + upper) / 2;
}
