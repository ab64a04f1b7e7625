import {suggest} from '../../runner/suggest.ts';
import {fail, ok, type Result} from '../../runner/failure.ts';
import type {RunSummary} from '../run-summary.ts';
import type {Compare, Expression, Operand} from './expression.ts';
import {baselineWithoutNumber, filterNotNumber, filterUnknownName} from './failures.ts';
import {fieldNamed, fieldNames, saying} from './fields.ts';
import {parseFilter} from './parse.ts';
import type {Comparison} from './tokens.ts';

/** What a filter is applied to, and what it is compared with. */
interface World {
  readonly runs: readonly RunSummary[];
  /** Milliseconds since 1970: ages are measured to it. */
  readonly now: number;
  readonly baseline?: RunSummary;
  /**
   * Asked of each comparison: whether it counts for the filter as a whole (`true`) or against it (`false`) whatever it says, since its
   * answer is not known or is by chance. Below a `not` it is taken the other way round.
   */
  readonly doubt?: (comparison: Compare, run: RunSummary) => boolean | undefined;
}

/** The runs that pass a filter such as `train.epochs>=20 and model=cnn`, in their order. */
export function filterRuns(text: string, world: World): Result<readonly RunSummary[]> {
  const passes = runFilter(text, world);
  return passes.ok ? ok(world.runs.filter(passes.value)) : passes;
}

type Passes = (run: RunSummary) => boolean;

/** A filter made ready for these runs. Names are looked up once; a name that no run has is a fault, unless there are no runs. */
export function runFilter(text: string, world: World): Result<Passes> {
  const parsed = parseFilter(text, {baseline: world.baseline !== undefined});
  if (!parsed.ok) return parsed;
  return parsed.value === undefined ? ok(() => true) : compile(parsed.value, {...world, text});
}

interface Source extends World {
  readonly text: string;
  /** An odd number of `not` stands around it. */
  readonly negated?: boolean;
}

function compile(expression: Expression, source: Source): Result<Passes> {
  switch (expression.type) {
    case 'and':
    case 'or': {
      const parts: Passes[] = [];
      for (const part of expression.parts) {
        const compiled = compile(part, source);
        if (!compiled.ok) return compiled;
        parts.push(compiled.value);
      }
      return ok(
        expression.type === 'and'
          ? (run) => parts.every((part) => part(run))
          : (run) => parts.some((part) => part(run)),
      );
    }
    case 'not': {
      const part = compile(expression.part, {...source, negated: source.negated !== true});
      return part.ok ? ok((run) => !part.value(run)) : part;
    }
    case 'text':
      return ok(saying(expression.text));
    case 'compare':
      return doubting(expression, source, compileComparison(expression, source));
    default:
      return expression satisfies never;
  }
}

function doubting(
  comparison: Compare,
  {doubt, negated = false}: Source,
  compiled: Result<Passes>,
): Result<Passes> {
  if (doubt === undefined || !compiled.ok) return compiled;
  const passes = compiled.value;
  return ok((run) => {
    const counts = doubt(comparison, run);
    return counts === undefined ? passes(run) : counts !== negated;
  });
}

function compileComparison(
  {name, at, comparison, value}: Compare,
  {runs, now, baseline, text}: Source,
): Result<Passes> {
  const known = baseline === undefined ? runs : [...runs, baseline];
  const read = fieldNamed(name, known);
  if (read === undefined) {
    if (known.length === 0) return ok(() => false);
    const suggestion = suggest(name, fieldNames(known));
    return fail(filterUnknownName({text, at, name, suggestion}));
  }
  const wanted = valueOf(value, baseline === undefined ? [] : read(baseline, now));
  const isOrder = comparison !== '=' && comparison !== '!=' && comparison !== '~' && comparison !== '!~';
  const isNumeric = isOrder && known.some((run) => read(run, now).some((each) => typeof each === 'number'));
  if (isNumeric && (wanted.number === undefined || Number.isNaN(wanted.number))) {
    if (value.type === 'baseline' && baseline !== undefined)
      return fail(baselineWithoutNumber({name, run: baseline.id, diverged: wanted.number !== undefined}));
    return fail(filterNotNumber({text, name, value: wanted.text}));
  }
  // Where some runs have a number, a word such as `auto`, or nothing, is neither more nor less than one.
  if (isNumeric)
    return ok((run) =>
      read(run, now).some((each) => typeof each === 'number' && holds(each, comparison, wanted)),
    );
  // `!=` is the opposite of `=`, also where a run has no such thing at all.
  if (comparison === '!=' || comparison === '!~') {
    const opposite = comparison === '!=' ? '=' : '~';
    return ok((run) => !read(run, now).some((each) => holds(each, opposite, wanted)));
  }
  return ok((run) => read(run, now).some((each) => holds(each, comparison, wanted)));
}

interface Wanted {
  readonly text: string;
  readonly number: number | undefined;
}

function valueOf(operand: Operand, ofBaseline: readonly unknown[]): Wanted {
  if (operand.type === 'value')
    return {text: operand.text, number: operand.number ?? notFinite[operand.text.toLowerCase()]};
  const [base] = ofBaseline;
  if (typeof base !== 'number') return {text: String(base), number: undefined};
  // A part of what is below zero is up or down as well.
  const number = base + operand.move * (operand.relative ? Math.abs(base) : 1);
  return {text: String(number), number};
}

/** As people type them: `val_loss=nan` finds what diverged. */
const notFinite: Readonly<Record<string, number>> = {
  nan: NaN,
  inf: Infinity,
  '+inf': Infinity,
  infinity: Infinity,
  '∞': Infinity,
  '-inf': -Infinity,
  '-infinity': -Infinity,
  '-∞': -Infinity,
};

function holds(
  value: string | number | boolean | null,
  comparison: Exclude<Comparison, '!=' | '!~'>,
  {text, number}: Wanted,
): boolean {
  if (comparison === '~') return String(value).toLowerCase().includes(text.toLowerCase());
  if (typeof value === 'number') return number !== undefined && compares(value, comparison, number);
  // Texts are compared as texts: dates in ISO 8601 come in order of time.
  return compares(String(value).toLowerCase(), comparison, text.toLowerCase());
}

function compares<T extends string | number>(
  one: T,
  comparison: Exclude<Comparison, '!=' | '!~' | '~'>,
  other: T,
): boolean {
  switch (comparison) {
    case '=':
      return one === other || (Number.isNaN(one) && Number.isNaN(other));
    case '>=':
      return one >= other;
    case '<=':
      return one <= other;
    case '>':
      return one > other;
    case '<':
      return one < other;
    default:
      return comparison satisfies never;
  }
}
