import type {Answer, Ranked} from '../sweeps/answer.ts';
import type {Params} from '../runner/pipeline.ts';
import {valueWords} from '../runner/param-words.ts';
import {alignColumns} from './columns.ts';
import {duration} from './duration.ts';
import {measure, plural} from './numbers.ts';
import {changesText} from './sweep-log.ts';
import {importances, type Importance} from '../sweeps/importance.ts';
import {compareMeans, meanInterval} from '../tracking/statistics.ts';
import {cut, wrapped} from './text-width.ts';

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
      ...(hasSeeds(ranked) ? [plusMinus(each.values)] : []),
      ...(hasSeeds(ranked) ? [plural(each.values.length, 'seed')] : []),
      ...(stopsEarly ? [`${each.epochs}`] : []),
      duration(each.trials.reduce((sum, {seconds}) => sum + seconds, 0)),
      each.trials.map(({number}) => number).join(', '),
      each.trials.map(({outcome}) => outcome?.run ?? '').join(', '),
    ]);
  const titles = [
    ...params,
    objective.metric,
    ...(hasSeeds(ranked) ? ['± 95 %'] : []),
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
    ...[
      bestText(ranked, objective.metric),
      doubtText(ranked),
      ...importanceText(importances(ranked), ranked.length),
    ].flatMap((text) => wrapped(text, width)),
    '',
  ].join('\n');
}

function bestText([best]: readonly Ranked[], metric: string): string {
  if (best === undefined) return '';
  const {values, mean, point} = best;
  const interval = values.length > 1 ? ` ± ${measure(meanInterval(values).half)}` : '';
  return `Best: ${changesText(point)} with ${metric} ${measure(mean)}${interval}`;
}

/** Whether the best is better than the next by more than seeds make by themselves. */
function doubtText([best, next]: readonly Ranked[]): string {
  if (best === undefined || next === undefined) return '';
  const unknown = 'whether the best is better by more than chance is not known.';
  if (hasSeeds([best, next])) {
    const isAlike = best.whole ? next.whole : best.epochs === next.epochs;
    if (!isAlike) return `No other point trained as long: ${unknown}`;
    if (best.values.length < 2 || next.values.length < 2)
      return `Too few of their seeds have a value: ${unknown}`;
  }
  if (best.values.length < 2 || next.values.length < 2)
    return 'Each point was tried with one seed: `seeds: 3` would tell whether it is better by more than chance.';
  const {difference, half, p} = compareMeans(next.values, best.values);
  const told = `The next best is ${measure(Math.abs(difference))} ± ${measure(half)} behind`;
  return p < 0.05
    ? `${told}: more than noise.`
    : `${told}: within the noise, so either may be the better; more seeds would tell.`;
}

function importanceText(found: readonly Importance[], points: number): readonly string[] {
  if (found.length < 2) return [];
  if (found.every(({share}) => share < 0.005))
    return [`What mattered ${points} points do not tell: no param alone explains more than chance would.`];
  const shares = found.map(({param, share}) => `${param} ${Math.round(share * 100)} %`);
  return [`What mattered (share of the variance that each explains alone): ${shares.join(', ')}`];
}

const plusMinus = (values: readonly number[]): string =>
  values.length < 2 ? '' : measure(meanInterval(values).half);

/** Points shown. */
const most = 25;

const hasSeeds = (ranked: readonly Ranked[]): boolean => ranked.some(({trials}) => trials.length > 1);

const valueText = (point: Params, param: string): string => {
  const value = point[param];
  if (value === undefined) return '';
  return typeof value === 'string' ? value : valueWords(value);
};
