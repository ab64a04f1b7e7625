/** How far a download is, in bytes. */
export interface KaggleProgress {
  readonly done: number;
  readonly total?: number;
  /** As the bar says it, such as `9.81MB/s`. */
  readonly rate?: string;
}

/**
 * Reads a line of the bar that tqdm draws on stderr, ` 34%|███▍      | 1.00M/2.95M [00:00<00:01, 1.81MB/s]` or, without a known
 * size, `1.00MB [00:00, 1.81MB/s]`; undefined for any other line. Units go by 1024; the bar rounds to three digits, and so are these.
 */
export function progressOf(line: string): KaggleProgress | undefined {
  const known = /^\s*\d+%\|[^|]*\|\s*([\d.]+)([kMGT]?)\/([\d.]+)([kMGT]?)\s*\[([^\]]*)\]?/.exec(line);
  if (known !== null) {
    const [, done = '', doneUnit = '', total = '', totalUnit = '', rest = ''] = known;
    return {done: bytes(done, doneUnit), total: bytes(total, totalUnit), ...rateIn(rest)};
  }
  const unknown = /^\s*([\d.]+)([kMGT]?)B \[([^\]]*)\]?\s*$/.exec(line);
  if (unknown === null) return undefined;
  const [, done = '', unit = '', rest = ''] = unknown;
  return {done: bytes(done, unit), ...rateIn(rest)};
}

const powers = {'': 0, k: 1, M: 2, G: 3, T: 4} as const satisfies Record<string, number>;

const bytes = (number: string, unit: string): number =>
  Math.round(Number(number) * 1024 ** (Object.entries(powers).find(([name]) => name === unit)?.[1] ?? 0));

const rateIn = (rest: string): {readonly rate?: string} => {
  const rate = /([\d.]+[kMGT]?B\/s)/.exec(rest)?.[1];
  return rate === undefined ? {} : {rate};
};
