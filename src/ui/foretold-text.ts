import type {ForetoldRun, Prospect} from '../runner/foretell.ts';
import {alignColumns} from './columns.ts';
import {duration} from './duration.ts';
import {failureText} from './failure-text.ts';
import {stageGlyphs} from './glyphs.ts';
import {printable} from './text-width.ts';

interface Options {
  /** Places in files below this folder are named from it. */
  readonly folder?: string;
}

/**
 * What `run --dry` says: each run's stages, what would become of them, and why.
 *
 *     cnn
 *       ↺ download  cached   same params, code and inputs as before
 *       ▸ train     runs     train.epochs 20 → 40 · took 41.3 s
 *       ? evaluate  depends  on train, which runs · cached if that comes out as before
 */
export function foretoldText(runs: readonly ForetoldRun[], options: Options = {}): string {
  const blocks = runs.map(({experiment, stages}) =>
    [
      printable(experiment),
      ...alignColumns(stages.map(({name, prospect}) => rowOf(name, prospect, options))).map(
        (line) => `  ${line}`,
      ),
    ].join('\n'),
  );
  return `${[...blocks, summary(runs)].join('\n\n')}\n`;
}

const looks = {
  cached: {glyph: stageGlyphs.cached, word: 'cached'},
  run: {glyph: stageGlyphs.running, word: 'runs'},
  shared: {glyph: stageGlyphs.shared, word: 'shared'},
  depends: {glyph: '?', word: 'depends'},
  fail: {glyph: stageGlyphs.failed, word: 'fails'},
  skipped: {glyph: stageGlyphs.skipped, word: 'skipped'},
} as const satisfies Record<Prospect['will'], {readonly glyph: string; readonly word: string}>;

function rowOf(name: string, prospect: Prospect, options: Options): readonly string[] {
  const {glyph, word} = looks[prospect.will];
  return [`${glyph} ${name}`, word, wordsOf(prospect, options).join(' · ')];
}

function wordsOf(prospect: Prospect, options: Options): readonly string[] {
  switch (prospect.will) {
    case 'cached':
    case 'shared':
    case 'skipped':
      return [printable(prospect.reason)];
    case 'run':
      return [printable(prospect.reason), ...lastTime(prospect.took)];
    case 'depends': {
      const {reason, ifEqual, on, took} = prospect;
      const those = on.length === 1 ? 'that comes' : 'those come';
      const will = ifEqual?.will === 'cached' ? 'cached' : 'runs';
      const known = ifEqual === undefined ? [] : [`${will} if ${those} out as before`];
      return [`on ${reason}`, ...known, ...lastTime(took)];
    }
    case 'fail':
      return [failureText(prospect.failure, options).replaceAll(/\n\s*/g, ' ')];
    default:
      return prospect satisfies never;
  }
}

const lastTime = (seconds: number | undefined): readonly string[] =>
  seconds === undefined ? [] : [`took ${duration(seconds)} the nearest time before`];

function summary(runs: readonly ForetoldRun[]): string {
  const all = runs.flatMap(({stages}) => stages.map(({prospect}) => prospect.will));
  const counts = (['run', 'depends', 'shared', 'cached', 'fail', 'skipped'] as const).flatMap((will) => {
    const count = all.filter((each) => each === will).length;
    return count === 0 ? [] : [`${count} ${phrases[will]}`];
  });
  return `Nothing was done. ${counts.join(', ')}.`;
}

const phrases = {
  run: 'would run',
  depends: 'would depend on those',
  shared: 'would be shared',
  cached: 'would be taken from the store',
  fail: 'would fail',
  skipped: 'would be skipped',
} as const satisfies Record<Prospect['will'], string>;
