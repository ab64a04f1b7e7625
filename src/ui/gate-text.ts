import type {Verdict} from '../tracking/gate.ts';
import {significance} from '../tracking/statistics.ts';
import {jsonText} from './json.ts';
import {measure, plural} from './numbers.ts';
import {printable} from './text-width.ts';

/** What a gate found, a line for each run or setting that it judged, and a last one that sums up. */
export function gateText(condition: string, verdicts: readonly Verdict[]): string {
  const failing = verdicts.filter(({fails}) => fails);
  const lines = verdicts.map(({fails, experiment, runs, measured}) => {
    const [newest] = runs;
    const who = `${newest?.id ?? ''} ${printable(experiment)}${runs.length > 1 ? ` (${plural(runs.length, 'seed')})` : ''}`;
    const told = measured.map(({metric, value, base, p}) =>
      [
        `${metric} ${value === undefined ? 'missing' : measure(value)}`,
        ...(base === undefined ? [] : [`base ${measure(base)}`]),
        ...(p === undefined
          ? []
          : [p < significance ? `p = ${chance(p)}` : `within the noise, p = ${chance(p)}`]),
      ].join(', '),
    );
    return `${fails ? '✘' : '✔'} ${[who, ...told].join('  ')}`;
  });
  const sum =
    failing.length === 0
      ? `✔ None of ${plural(verdicts.length, 'run')} meets: ${condition}`
      : `✘ ${failing.length} of ${plural(verdicts.length, 'run')}: ${condition}`;
  return [...lines, sum, ''].join('\n');
}

const chance = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));

/** The same for programs. */
export const gateJson = (condition: string, verdicts: readonly Verdict[]): string =>
  `${jsonText({
    condition,
    fails: verdicts.some(({fails}) => fails),
    verdicts: verdicts.map(({runs, ...verdict}) => ({runs: runs.map(({id}) => id), ...verdict})),
  })}\n`;
