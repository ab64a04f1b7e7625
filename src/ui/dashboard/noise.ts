import type {RunSummary} from '../../tracking/run-summary.ts';
import {seedGroupKey} from '../../tracking/group-seeds.ts';
import {compareMeans, significance} from '../../tracking/statistics.ts';
import {measure, plural} from '../numbers.ts';

interface Question {
  /** Where other seeds of the two are looked for. */
  readonly runs: readonly RunSummary[];
  readonly base: RunSummary;
  readonly run: RunSummary;
  readonly metric: string;
  readonly direction: 'max' | 'min' | undefined;
}

/** Whether a difference is more than seeds make by themselves, in a sentence. */
export function verdict({runs, base, run, metric, direction}: Question): string {
  const groupOf = ({id}: RunSummary): string | undefined => {
    const found = runs.find((each) => each.id === id);
    return found === undefined ? undefined : seedGroupKey(found);
  };
  const [one, other] = [groupOf(base), groupOf(run)];
  if (one === other) return `${metric}: another seed of the same experiment`;
  const valuesOf = (group: string | undefined): readonly number[] =>
    runs.flatMap((each) => {
      const value = seedGroupKey(each) === group ? each.latest[metric] : undefined;
      return value !== undefined && Number.isFinite(value) ? [value] : [];
    });
  const [before, after] = [valuesOf(one), valuesOf(other)];
  if (before.length < 2 || after.length < 2) {
    return `${metric}: ${plural(after.length, 'seed')} beside ${before.length}: two of each would tell a difference from noise`;
  }
  const {difference, half, p} = compareMeans(before, after);
  const told = `${metric} ${difference >= 0 ? '+' : '-'}${measure(Math.abs(difference))} ± ${measure(half)} (95 %, ${plural(after.length, 'seed')} beside ${before.length}, p ${p < 0.001 ? '< 0.001' : p.toFixed(3)})`;
  if (p >= significance) return `${told}: within the noise`;
  if (direction === undefined) return `${told}: more than noise`;
  return `${told}: ${difference > 0 === (direction === 'max') ? 'better' : 'worse'}, more than noise`;
}
