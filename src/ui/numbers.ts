/** Numbers as people read them. The same everywhere, whatever the locale: transcripts can be compared. */

/** `4,812`; of a fraction, the nearest whole number. */
export function count(value: number): string {
  if (!Number.isFinite(value)) return notFinite(value);
  const whole = Math.round(value);
  const digits = String(Math.abs(whole)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return whole < 0 ? `-${digits}` : digits;
}

/** A metric's value: so many decimals, fewer where it is large, more where it would show as zero. */
export function measure(value: number, decimals = 4): string {
  if (!Number.isFinite(value)) return notFinite(value);
  const size = Math.abs(value);
  if (size >= 1000) return count(value);
  if (size >= 100) return value.toFixed(1);
  if (size > 0 && size < 10 ** (1 - decimals)) return value.toPrecision(3);
  return value.toFixed(decimals);
}

const notFinite = (value: number): string => {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '∞' : '-∞';
};

/** `1 run`, `3 runs`. */
export const plural = (number: number, one: string, many = `${one}s`): string =>
  `${count(number)} ${number === 1 ? one : many}`;
