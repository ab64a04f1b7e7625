import {alignColumns} from './columns.ts';
import {printable} from './text-width.ts';

/** A finding of `fsck`, and what became of it. */
export interface Checked {
  readonly place: string;
  readonly kind: 'damage' | 'leftover';
  readonly what: string;
  /** `none`: nothing was tried. */
  readonly repair: 'none' | 'done' | 'failed';
  /** How it was repaired, or why it could not be. */
  readonly how?: string;
}

export interface FsckReport {
  readonly artifacts: number;
  /** Of the record; undefined where there is none. */
  readonly runs: number | undefined;
  readonly findings: readonly Checked[];
}

/**
 * What `fsck` found, a line each:
 *
 *     ✖ train 3f2a9c1b  weights.bin has other content  set aside: the next run that needs it makes it again
 */
export function fsckText({artifacts, runs, findings}: FsckReport): string {
  const rows = findings.map(({place, kind, what, repair, how}) => [
    `${repair === 'done' ? '✔' : kind === 'damage' ? '✖' : '·'} ${printable(place)}`,
    printable(what),
    how === undefined ? '' : `${repair === 'failed' ? 'not repaired: ' : ''}${printable(how)}`,
  ]);
  const looked = `Checked ${count(artifacts, 'artifact')} and ${
    runs === undefined ? 'no record of runs' : `the record of ${count(runs, 'run')}`
  }`;
  const list = findings.length === 0 ? '' : `${alignColumns(rows).join('\n')}\n\n`;
  return `${list}${looked}: ${summary(findings)}\n`;
}

function summary(findings: readonly Checked[]): string {
  if (findings.length === 0) return 'all is well.';
  const left = findings.filter(({repair}) => repair !== 'done');
  const parts = (of: readonly Checked[]) =>
    [
      count(of.filter(({kind}) => kind === 'damage').length, 'damage'),
      count(of.filter(({kind}) => kind === 'leftover').length, 'leftover'),
    ]
      .filter((part) => !part.startsWith('0 '))
      .join(', ');
  if (left.length === 0) return `${parts(findings)}, all repaired.`;
  const untried = left.some(({repair}) => repair === 'none');
  return untried
    ? `${parts(findings)}. \`epochal fsck --repair\` repairs what can be.`
    : `${parts(findings)}, of which ${left.length} could not be repaired.`;
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
