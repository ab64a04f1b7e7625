/**
 * SQLite has no NaN, and reads it back as NULL: what is not finite is kept as NULL with its kind beside it, never silently.
 */
export type Kind = 'nan' | 'inf' | '-inf' | null;

export const kindOf = (value: number): Kind => {
  if (Number.isFinite(value)) return null;
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? 'inf' : '-inf';
};

export const numberOf = (value: number | null, kind: string | null): number => {
  if (value !== null) return value;
  if (kind === 'inf') return Infinity;
  return kind === '-inf' ? -Infinity : NaN;
};

/** For `JSON.stringify`: JSON has no NaN and no Infinity, so they are written as text. */
export const spellOut = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
