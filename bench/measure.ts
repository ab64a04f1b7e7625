/** What every bench shares: interleaved rounds, medians, and a ratio beside the peer. */
import {execa} from 'execa';

export interface Contender {
  readonly name: string;
  /** Runs once; returns seconds, or any figure of which the median is wanted. */
  readonly measure: () => Promise<number>;
}

export interface Comparison {
  readonly ours: Summary;
  /** Absent where the peer is not installed. */
  readonly peer?: Summary;
  /** Ours over the peer's, median of the ratios round by round. */
  readonly ratio?: number;
}

export interface Summary {
  readonly name: string;
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** Seconds that a command takes, from its start to its end. */
export async function timed(command: string, args: readonly string[], cwd: string): Promise<number> {
  const started = performance.now();
  await execa(command, args, {cwd, stdout: 'ignore'});
  return (performance.now() - started) / 1000;
}

/** Runs both in turn, A B A B …, so that a slow spell of the machine hits both. */
export async function interleave(
  ours: Contender,
  peer: Contender | undefined,
  rounds: number,
): Promise<Comparison> {
  const [own, others, ratios]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    const figure = await ours.measure();
    own.push(figure);
    if (peer === undefined) continue;
    const other = await peer.measure();
    others.push(other);
    ratios.push(figure / other);
  }
  const summary = summarise(ours.name, own);
  if (peer === undefined) return {ours: summary};
  return {ours: summary, peer: summarise(peer.name, others), ratio: median(ratios)};
}

export function summarise(name: string, figures: readonly number[]): Summary {
  return {name, min: Math.min(...figures), median: median(figures), max: Math.max(...figures)};
}

export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = NaN, high = NaN] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}

/** Two lines and the ratio; `unit` stands behind each figure. */
export function print(title: string, unit: string, {ours, peer, ratio}: Comparison): void {
  const row = ({name, min, median: middle, max}: Summary) =>
    console.log(`  ${name.padEnd(34)} ${figure(middle)} ${unit}   (${figure(min)} – ${figure(max)})`);
  console.log(title);
  row(ours);
  if (peer === undefined) console.log('  the peer is not installed: no ratio');
  else row(peer);
  if (ratio !== undefined) console.log(`  ratio ${ratio.toFixed(2)}`);
}

const figure = (value: number) =>
  (value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3)).padStart(8);
