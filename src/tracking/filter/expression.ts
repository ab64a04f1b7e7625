import type {Comparison} from './tokens.ts';

/** A filter, understood. Places count characters from 0. */
export type Expression =
  | {readonly type: 'and' | 'or'; readonly parts: readonly Expression[]}
  | {readonly type: 'not'; readonly part: Expression}
  /** A word alone: it stands somewhere in the run's id, experiment, status, tags or params. */
  | {readonly type: 'text'; readonly text: string}
  | Compare;

export interface Compare {
  readonly type: 'compare';
  readonly name: string;
  readonly at: number;
  readonly comparison: Comparison;
  readonly value: Operand;
}

export type Operand =
  | {readonly type: 'value'; readonly text: string; readonly number: number | undefined}
  /** The same field of the baseline, moved: by so much, or by such a part of it. */
  | {readonly type: 'baseline'; readonly move: number; readonly relative: boolean};
