import {ok, type Result} from '../runner/failure.ts';
import type {Expression} from './filter/expression.ts';
import {runFilter} from './filter/filter-runs.ts';
import {parseFilter} from './filter/parse.ts';
import type {RunSummary} from './run-summary.ts';
import {meanRuns, type MeanRun} from './mean-runs.ts';
import {compareMeans, significance} from './statistics.ts';

/** What a gate says about one run, or about the runs of one setting with several seeds. */
export interface Verdict {
  readonly runs: readonly RunSummary[];
  readonly experiment: string;
  readonly fails: boolean;
  /** For each metric that is measured against the baseline; `p` where both sides have seeds enough for a test. */
  readonly measured: readonly {
    readonly metric: string;
    readonly value: number | undefined;
    readonly base: number | undefined;
    readonly p: number | undefined;
  }[];
}

interface World {
  /** Those to be judged. */
  readonly runs: readonly RunSummary[];
  /** Those they are held against: one, or several seeds of one setting. Empty where the condition needs none. */
  readonly baseline: readonly RunSummary[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Holds a condition such as `val_acc < base - 0.5pp` against runs. Runs that differ in their seeds alone are judged by their means;
 * where both sides have two seeds or more, a difference counts only if Welch's test finds it significant at 5 %. A run without a value of
 * what is measured against the baseline fails.
 */
export function judge(condition: string, {runs, baseline, now}: World): Result<readonly Verdict[]> {
  const candidates = meanRuns(runs);
  // Of a baseline of several settings, that of its newest run.
  const [base] = meanRuns(baseline);
  const parsed = parseFilter(condition, {baseline: base !== undefined});
  if (!parsed.ok) return parsed;
  const holds = runFilter(condition, {
    runs: candidates,
    now,
    ...(base === undefined ? {} : {baseline: base}),
  });
  if (!holds.ok) return holds;
  const names = parsed.value === undefined ? [] : measuredIn(parsed.value);
  return ok(
    candidates.map((candidate) => {
      const measured = names.map((metric) => ({
        metric,
        value: candidate.latest[metric],
        base: base?.latest[metric],
        p: base === undefined ? undefined : chanceOf(valuesOf(base, metric), valuesOf(candidate, metric)),
      }));
      const byChance = measured.length > 0 && measured.every(({p}) => p !== undefined && p >= significance);
      return {
        runs: candidate.members,
        experiment: candidate.experiment,
        fails:
          parsed.value !== undefined && (isUnmeasured(measured) || (holds.value(candidate) && !byChance)),
        measured,
      };
    }),
  );
}

/** A run that did not come to its metric, or whose training diverged, is no better than the baseline: nobody knows. */
const isUnmeasured = (measured: Verdict['measured']): boolean =>
  measured.some(({value}) => value === undefined || Number.isNaN(value));

/** The metrics that a condition measures against the baseline. */
function measuredIn(expression: Expression): readonly string[] {
  switch (expression.type) {
    case 'and':
    case 'or':
      return [...new Set(expression.parts.flatMap((part) => measuredIn(part)))];
    case 'not':
      return measuredIn(expression.part);
    case 'compare':
      return expression.value.type === 'baseline' ? [expression.name] : [];
    case 'text':
      return [];
    default:
      return expression satisfies never;
  }
}

const valuesOf = ({members}: MeanRun, metric: string): readonly number[] =>
  members.flatMap(({latest: {[metric]: value}}) => (value === undefined ? [] : [value]));

/** Undefined where one side has fewer than two values. */
function chanceOf(one: readonly number[], other: readonly number[]): number | undefined {
  const {p} = compareMeans(one, other);
  return Number.isNaN(p) ? undefined : p;
}
