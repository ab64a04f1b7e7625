import type {Acceptance} from '../tracking/acceptances.ts';
import {alignColumns} from './columns.ts';
import {printable} from './text-width.ts';

interface Accepted {
  readonly acceptance: Omit<Acceptance, 'undone'>;
  readonly experiments: readonly string[];
  readonly run: string | null;
}

/** What was accepted just now, and whose result stands. */
export const acceptedText = (all: readonly Accepted[]): string =>
  all
    .map(
      ({acceptance: {stage, what}, experiments, run}) =>
        `Accepted as cosmetic for ${stage}: ${printable(what)}.\n` +
        `  ${experiments.map(printable).join(', ')} ${experiments.length === 1 ? 'takes' : 'take'} the earlier result` +
        `${run === null ? '' : `, as of run ${run}`}. \`epochal accept ${stage} --undo\` takes it back.\n`,
    )
    .join('');

export const undoneText = (stage: string, all: readonly Acceptance[]): string =>
  `Taken back for ${stage}: ${[...new Set(all.map(({what}) => printable(what)))].join(', ')}. It runs again with the code of now.\n`;

/** All that was ever accepted, newest first. */
export function acceptancesText(all: readonly Acceptance[]): string {
  if (all.length === 0) return 'Nothing was accepted as cosmetic.\n';
  return `${acceptanceLines(all).join('\n')}\n`;
}

/** A line each. */
export const acceptanceLines = (all: readonly Acceptance[]): readonly string[] =>
  alignColumns(
    all.map(({at, stage, what, note, undone}) => [
      day(at),
      stage,
      `${printable(what)}, accepted as cosmetic`,
      [
        ...(note === null ? [] : [printable(note)]),
        ...(undone === null ? [] : [`taken back ${day(undone)}`]),
      ].join(' · '),
    ]),
  );

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
