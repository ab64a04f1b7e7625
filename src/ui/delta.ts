import {measure} from './numbers.ts';

/** How far a metric is from the baseline's. */
export interface Delta {
  readonly value: number;
  readonly is: 'better' | 'worse' | 'equal';
  /** `▲ +0.0120`: the arrow says whether that is better, the sign which way the number went. */
  readonly text: string;
}

/** Undefined where one of them is no finite number. */
export function delta(one: unknown, base: unknown, direction: 'max' | 'min'): Delta | undefined {
  if (typeof one !== 'number' || typeof base !== 'number') return undefined;
  const value = one - base;
  if (!Number.isFinite(value)) return undefined;
  if (value === 0) return {value, is: 'equal', text: '='};
  const better = value > 0 === (direction === 'max');
  return {
    value,
    is: better ? 'better' : 'worse',
    text: `${better ? '▲' : '▼'} ${value > 0 ? '+' : ''}${measure(value)}`,
  };
}
