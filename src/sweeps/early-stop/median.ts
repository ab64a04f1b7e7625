import {epochsText} from '../epochs-text.ts';
import {isBetter} from '../sweep.ts';
import {meanOf, valuesAt} from '../worth.ts';
import {nextPause} from './asha.ts';
import type {Rule} from './rule.ts';

/**
 * The median rule as Optuna's MedianPruner has it: a trial stops where its best value so far is worse than the median of what the others
 * were worth at that epoch. Golovin et al. ("Google Vizier", KDD 2017), from whom it is, take of each of the others the mean up to then.
 */
export const median: Rule = {
  name: 'median',
  summary: 'who is worse than the median of the others at that epoch stops',
  pauses: ({minEpochs, every}, full) => {
    const pauses: number[] = [];
    for (let pause = minEpochs; pause < full; pause += every) pauses.push(pause);
    return pauses;
  },
  judge: ({trials, membersOf, paused, reached, sweep: {objective}}, spec) => {
    // Nearly always one alone waits: it is judged as soon as all seeds of its point are there.
    const trial = [...paused]
      .sort((a, b) => a - b)
      .map((number) => trials[number - 1])
      .find((each) => each !== undefined && reached(each.epochs).some(({group}) => group === each.group));
    if (trial === undefined) return undefined;
    const {number, group, epochs, full, marks} = trial;
    const goOn = (reason: string) => {
      const to = nextPause(trial, median.pauses(spec, full));
      return {kind: 'continue', trial: number, epochs: to, reason} as const;
    };
    const others = reached(epochs)
      .filter((each) => each.group !== group)
      .map(({value}) => value);
    if (others.length < spec.minTrials)
      return goOn(`${others.length} of the others reached ${epochsText(epochs)}: too few to judge`);
    const middle = medianOf(others);
    const means = marks.map((mark) => meanOf(valuesAt(membersOf(group), mark.epochs)));
    const best = objective.direction === 'max' ? Math.max(...means) : Math.min(...means);
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

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? NaN) + upper) / 2;
}
