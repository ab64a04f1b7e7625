import type {Answer, Ranked} from '../sweeps/answer.ts';
import type {Params} from '../runner/pipeline.ts';
import {valueWords} from '../runner/param-words.ts';
import {alignColumns} from './columns.ts';
import {duration} from './duration.ts';
import {measure, plural} from './numbers.ts';
import {changesText} from './sweep-log.ts';
import {cut} from './text-width.ts';

interface Options {
  /** Columns of the screen; left out, nothing is cut. */
  readonly width?: number;
}

/** The points of a sweep, the best first, and what is best of all. */
export function sweepAnswer({objective, ranked, failed}: Answer, {width}: Options = {}): string {
  const [best] = ranked;
  if (best === undefined) return 'No trial ended with a value: there is no best.\n';
  const params = [...new Set(ranked.flatMap(({point}) => Object.keys(point)))];
  const stopsEarly = ranked.some(({whole}) => !whole);
  const rows = ranked
    .slice(0, most)
    .map((each) => [
      ...params.map((param) => valueText(each.point, param)),
      measure(each.mean),
      ...(hasSeeds(ranked) ? [plural(each.values.length, 'seed')] : []),
      ...(stopsEarly ? [`${Math.max(...each.trials.map(({epochs}) => epochs))}`] : []),
      duration(each.trials.reduce((sum, {seconds}) => sum + seconds, 0)),
      each.trials.map(({number}) => number).join(', '),
      each.trials.map(({outcome}) => outcome?.run ?? '').join(', '),
    ]);
  const titles = [
    ...params,
    objective.metric,
    ...(hasSeeds(ranked) ? ['seeds'] : []),
    ...(stopsEarly ? ['epochs'] : []),
    'took',
    'trial',
    'run',
  ];
  const lines = alignColumns([titles, ...rows]).map((line) =>
    width === undefined ? line : cut(line, width),
  );
  return [
    ...lines,
    ...(ranked.length > most ? [`… and ${plural(ranked.length - most, 'point')} more`] : []),
    ...(failed.length > 0
      ? ['', `${plural(failed.length, 'trial')} failed: ${failed.map(({number}) => number).join(', ')}`]
      : []),
    '',
    `Best: ${changesText(best.point)} with ${objective.metric} ${measure(best.mean)}`,
    '',
  ].join('\n');
}

/** Points shown. */
const most = 25;

const hasSeeds = (ranked: readonly Ranked[]): boolean => ranked.some(({trials}) => trials.length > 1);

const valueText = (point: Params, param: string): string => {
  const value = point[param];
  if (value === undefined) return '';
  return typeof value === 'string' ? value : valueWords(value);
};
