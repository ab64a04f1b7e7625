import {fail, ok, type Result} from '../../runner/failure.ts';
import {filterFault} from './failures.ts';

/** A piece of a filter as typed. `at` counts characters from 0. */
export type Token =
  | {readonly kind: 'word'; readonly text: string; readonly at: number; readonly quoted: boolean}
  | {readonly kind: 'comparison'; readonly text: Comparison; readonly at: number}
  | {readonly kind: 'sign'; readonly text: '(' | ')' | '!' | '+' | '-'; readonly at: number}
  | {readonly kind: 'joint'; readonly text: 'and' | 'or'; readonly at: number};

export type Comparison = '=' | '!=' | '>=' | '<=' | '>' | '<' | '~' | '!~';

/**
 * Longest first. A word holds what names, ids, dates and numbers hold, and what stands in brackets, as in `train[model=cnn].epochs`; a minus
 * inside one belongs to it, one apart is a sign.
 */
const patterns = [
  {kind: 'space', pattern: /\s+/y},
  {kind: 'quoted', pattern: /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y},
  {kind: 'joint', pattern: /&&|\|\||(?:and|or)(?![\w.-])/iy},
  {kind: 'comparison', pattern: /==|!=|!~|>=|<=|=|>|<|~|≥|≤|≠/y},
  {kind: 'not', pattern: /!|not(?![\w.-])/iy},
  {kind: 'sign', pattern: /[()]|[+-](?=\s)/y},
  {kind: 'word', pattern: /[+-]?(?:\[[^[\]\s]*\]|[^\s"'()!=<>~≥≤≠&|])+/y},
] as const;

const spellings: Readonly<Record<string, Comparison>> = {'==': '=', '≥': '>=', '≤': '<=', '≠': '!='};

/** Cuts a filter into its pieces. */
export function tokensOf(text: string): Result<readonly Token[]> {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const found = next(text, at);
    if (found === undefined)
      return fail(filterFault(text, at, `nothing here starts with ${text.charAt(at)}`));
    const token = tokenOf(found.kind, found.text, at);
    if (token !== undefined) tokens.push(token);
    at += found.text.length;
  }
  return ok(tokens);
}

type Kind = (typeof patterns)[number]['kind'];

function next(text: string, at: number): {readonly kind: Kind; readonly text: string} | undefined {
  for (const {kind, pattern} of patterns) {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined) return {kind, text: found};
  }
  return undefined;
}

function tokenOf(kind: Kind, text: string, at: number): Token | undefined {
  switch (kind) {
    case 'space':
      return undefined;
    case 'quoted':
      return {kind: 'word', text: text.slice(1, -1).replaceAll(/\\(.)/g, '$1'), at, quoted: true};
    case 'joint':
      return {kind, text: /^(?:&&|and)$/i.test(text) ? 'and' : 'or', at};
    case 'comparison':
      return {kind, text: spellings[text] ?? (text as Comparison), at};
    case 'not':
      return {kind: 'sign', text: '!', at};
    case 'sign':
      return {kind, text: text as '(' | ')' | '+' | '-', at};
    case 'word':
      return {kind, text, at, quoted: false};
    default:
      return kind satisfies never;
  }
}
