import {fail, ok, type Result} from '../../runner/failure.ts';
import type {Expression, Operand} from './expression.ts';
import {filterFault} from './failures.ts';
import {quantityOf} from './quantity.ts';
import {tokensOf, type Token} from './tokens.ts';

interface Options {
  /** Whether `base` may stand on the right: `val_acc < base - 0.5pp`. */
  readonly baseline?: boolean;
}

/**
 * Reads a filter: comparisons `name op value` and words alone, joined by `and`, `or`, `!` and parentheses; side by side means `and`.
 * Undefined stands for an empty filter, which lets everything pass.
 */
export function parseFilter(text: string, options: Options = {}): Result<Expression | undefined> {
  const tokens = tokensOf(text);
  if (!tokens.ok) return tokens;
  if (tokens.value.length === 0) return ok(undefined);
  const reader = new Reader(text, tokens.value, options.baseline === true);
  const read = reader.either();
  if (!read.ok) return read;
  return reader.rest === undefined ? read : fail(reader.fault('what stands before it is complete'));
}

/** Reads downwards, the loosest joint first. */
class Reader {
  private position = 0;
  private depth = 0;
  private readonly text: string;
  private readonly tokens: readonly Token[];
  private readonly baseline: boolean;

  constructor(text: string, tokens: readonly Token[], baseline: boolean) {
    this.text = text;
    this.tokens = tokens;
    this.baseline = baseline;
  }

  get rest(): Token | undefined {
    return this.tokens[this.position];
  }

  fault(why: string) {
    return filterFault(this.text, this.rest?.at ?? this.text.length, why);
  }

  either(): Result<Expression> {
    return this.joined('or', () => this.all());
  }

  private all(): Result<Expression> {
    return this.joined('and', () => this.one());
  }

  private joined(joint: 'and' | 'or', read: () => Result<Expression>): Result<Expression> {
    const parts: Expression[] = [];
    do {
      const part = read();
      if (!part.ok) return part;
      parts.push(part.value);
    } while (this.take(({kind, text}) => kind === 'joint' && text === joint) || this.sideBySide(joint));
    const [first] = parts;
    return ok(parts.length === 1 && first !== undefined ? first : {type: joint, parts});
  }

  /** `model=cnn epochs>5` is `model=cnn and epochs>5`. */
  private sideBySide(joint: 'and' | 'or'): boolean {
    const {rest} = this;
    if (joint !== 'and' || rest === undefined) return false;
    return rest.kind === 'word' || (rest.kind === 'sign' && (rest.text === '(' || rest.text === '!'));
  }

  private one(): Result<Expression> {
    if (this.depth >= deepest) return fail(this.fault('nobody reads what is nested so deeply'));
    this.depth++;
    const read = this.innermost();
    this.depth--;
    return read;
  }

  private innermost(): Result<Expression> {
    if (this.takeSign('!')) {
      const part = this.one();
      return part.ok ? ok({type: 'not', part: part.value}) : part;
    }
    if (this.takeSign('(')) {
      const inner = this.either();
      if (!inner.ok) return inner;
      return this.takeSign(')') ? inner : fail(this.fault('a closing parenthesis is missing'));
    }
    const {rest} = this;
    if (rest?.kind !== 'word') return fail(this.fault('a name or a word belongs here'));
    this.position++;
    const comparison = this.rest;
    if (comparison?.kind !== 'comparison') return ok({type: 'text', text: rest.text});
    this.position++;
    const value = this.operand();
    if (!value.ok) return value;
    return ok({
      type: 'compare',
      name: rest.text,
      at: rest.at,
      comparison: comparison.text,
      value: value.value,
    });
  }

  private operand(): Result<Operand> {
    const {rest} = this;
    if (rest?.kind !== 'word') return fail(this.fault('a value belongs here'));
    this.position++;
    if (this.baseline && !rest.quoted) {
      if (rest.text === 'base') return this.move();
      // Typed without spaces, what follows a minus belongs to the word.
      const [, sign, far = ''] = /^base([+-])(.*)$/.exec(rest.text) ?? [];
      const quantity = quantityOf(far);
      if (quantity !== undefined) return ok(moved(sign === '-', quantity));
      if (sign !== undefined && far === '') return this.distance(sign === '-');
    }
    const number = rest.quoted ? undefined : quantityOf(rest.text)?.number;
    return ok({type: 'value', text: rest.text, number});
  }

  /** What follows `base`: nothing, or a sign and how far, together or apart. */
  private move(): Result<Operand> {
    if (this.takeSign('+')) return this.distance(false);
    if (this.takeSign('-')) return this.distance(true);
    const {rest} = this;
    const [, sign, far = ''] =
      rest?.kind === 'word' && !rest.quoted ? (/^([+-])(.+)$/.exec(rest.text) ?? []) : [];
    const quantity = quantityOf(far);
    if (quantity === undefined) return ok({type: 'baseline', move: 0, relative: false});
    this.position++;
    return ok(moved(sign === '-', quantity));
  }

  private distance(down: boolean): Result<Operand> {
    const {rest} = this;
    const quantity = rest?.kind === 'word' ? quantityOf(rest.text) : undefined;
    if (quantity === undefined) return fail(this.fault('a number, such as 0.01, 0.5pp or 2%, belongs here'));
    this.position++;
    return ok(moved(down, quantity));
  }

  private takeSign(sign: '(' | ')' | '!' | '+' | '-'): boolean {
    return this.take(({kind, text}) => kind === 'sign' && text === sign);
  }

  private take(wanted: (token: Token) => boolean): boolean {
    const {rest} = this;
    if (rest === undefined || !wanted(rest)) return false;
    this.position++;
    return true;
  }
}

/** Parentheses within each other, and `!` before each other. */
const deepest = 100;

const moved = (down: boolean, {number, unit}: NonNullable<ReturnType<typeof quantityOf>>): Operand => ({
  type: 'baseline',
  move: down ? -number : number,
  relative: unit === '%',
});
