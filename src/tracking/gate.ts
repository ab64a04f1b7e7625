import {fail, ok, type Result} from '../runner/failure.ts';
import {gateWithoutCondition} from './failures.ts';
import type {Compare, Expression} from './filter/expression.ts';
import {fieldNamed, isMetric} from './filter/fields.ts';
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
  readonly measured: readonly Measured[];
}

/** A number that a condition asks for. */
interface Measured {
  /** As the condition calls it. */
  readonly metric: string;
  readonly value: number | undefined;
  /** Where it is held against the baseline. */
  readonly base: number | undefined;
  /** How likely such a difference is by chance, where both sides have seeds enough for a test. */
  readonly p: number | undefined;
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
 * where both sides have two seeds or more, a difference counts only if Welch's test finds it significant at 5 %. A run that did not come
 * to a metric of the condition, or whose training diverged, meets it: nobody knows whether it is better.
 */
export function judge(condition: string, {runs, baseline, now}: World): Result<readonly Verdict[]> {
  const candidates = meanRuns(runs);
  // Of a baseline of several settings, that of its first run.
  const [base] = meanRuns(baseline);
  const parsed = parseFilter(condition, {baseline: base !== undefined});
  if (!parsed.ok) return parsed;
  if (parsed.value === undefined) return fail(gateWithoutCondition());
  const measure = measuring(parsed.value, {candidates, base, now});
  const measured = new Map<RunSummary, readonly Measured[]>(
    candidates.map((candidate) => [candidate, measure(candidate)]),
  );
  const meets = runFilter(condition, {
    runs: candidates,
    now,
    ...(base === undefined ? {} : {baseline: base}),
    doubt: ({name, value}, run) => {
      const found = measured.get(run)?.find(({metric}) => metric === name);
      if (found === undefined) return undefined;
      if (found.value === undefined || Number.isNaN(found.value)) return true;
      return value.type === 'baseline' && isByChance(found) ? false : undefined;
    },
  });
  if (!meets.ok) return meets;
  return ok(
    candidates.map((candidate) => ({
      runs: candidate.members,
      experiment: candidate.experiment,
      fails: meets.value(candidate),
      measured: measured.get(candidate) ?? [],
    })),
  );
}

const isByChance = ({p}: Measured): boolean => p !== undefined && p >= significance;

/** Finds what a condition asks of a run: its metrics, and all that is held against the baseline, where that is a number. */
function measuring(
  condition: Expression,
  {candidates, base, now}: {candidates: readonly MeanRun[]; base: MeanRun | undefined; now: number},
): (candidate: MeanRun) => readonly Measured[] {
  const known = base === undefined ? candidates : [...candidates, base];
  const compared = comparisonsIn(condition);
  const isHeld = (name: string) =>
    compared.some((each) => each.name === name && each.value.type === 'baseline');
  const names = new Set(
    compared.map(({name}) => name).filter((name) => isMetric(name, known) || isHeld(name)),
  );
  const fields = [...names].flatMap((metric) => {
    const read = fieldNamed(metric, known);
    const values = (run: RunSummary) => read?.(run, now) ?? [];
    const isNumber = known.every((run) =>
      values(run).every((value) => value === null || typeof value === 'number'),
    );
    const number = (run: RunSummary) => values(run).find((value) => typeof value === 'number');
    return isNumber ? [{metric, number, against: isHeld(metric) ? base : undefined}] : [];
  });
  return (candidate) =>
    fields.map(({metric, number, against}) => ({
      metric,
      value: number(candidate),
      base: against && number(against),
      p:
        against &&
        chanceOf(
          against.members.map((run) => number(run)),
          candidate.members.map((run) => number(run)),
        ),
    }));
}

function comparisonsIn(expression: Expression): readonly Compare[] {
  switch (expression.type) {
    case 'and':
    case 'or':
      return expression.parts.flatMap((part) => comparisonsIn(part));
    case 'not':
      return comparisonsIn(expression.part);
    case 'compare':
      return [expression];
    case 'text':
      return [];
    default:
      return expression satisfies never;
  }
}

/** Undefined where one side has fewer than two values. */
function chanceOf(
  ...sides: readonly [one: readonly (number | undefined)[], other: readonly (number | undefined)[]]
) {
  const [one, other] = sides.map((values) => values.filter((value) => value !== undefined));
  const {p} = compareMeans(one ?? [], other ?? []);
  return Number.isNaN(p) ? undefined : p;
}
