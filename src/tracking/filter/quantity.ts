/** What a unit stands for: of times in seconds, of shares in 1. */
const units: Readonly<Record<string, number>> = {
  '': 1,
  '%': 0.01,
  pp: 0.01,
  k: 1e3,
  M: 1e6,
  ms: 1e-3,
  s: 1,
  min: 60,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};

/** A number as people type it: `20`, `1e-3`, `95%`, `0.5pp`, `2M`, `2h` (in seconds); undefined for what is none. */
export function quantityOf(text: string): {readonly number: number; readonly unit: string} | undefined {
  const [, digits, unit = ''] = /^([+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z%]*)$/i.exec(text) ?? [];
  const factor = units[unit] ?? units[unit.toLowerCase()];
  if (digits === undefined || factor === undefined) return undefined;
  const number = Number(digits.replaceAll('_', '')) * factor;
  return Number.isFinite(number) ? {number, unit: unit.toLowerCase()} : undefined;
}
