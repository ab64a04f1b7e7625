import type {RunSummary} from '../../../tracking/run-summary.ts';
import {measure, plural} from '../../numbers.ts';
import {element} from './element.ts';
import type {Report} from './read-data.ts';
import {themeSwitch} from './theme-switch.ts';
import type {ViewStore} from './view.ts';

/** The top of the page: what this is, where to go, and the best that was reached. */
export function head(report: Report, store: ViewStore): readonly HTMLElement[] {
  const {pipeline, runs, made, version} = report;
  const when = `${made.slice(0, 10)} ${made.slice(11, 16)} UTC`;
  return [
    element(
      'header',
      {class: 'top'},
      element(
        'div',
        {class: 'title'},
        element('h1', {}, pipeline),
        element('p', {class: 'quiet'}, `${plural(runs.length, 'run')} · ${when} · epochal ${version}`),
      ),
      themeSwitch(store),
    ),
    element(
      'nav',
      {'aria-label': 'Parts of this report'},
      ...['Runs', 'Curves', 'Results', 'Data', 'Pipeline', 'Reproduce'].map((name) =>
        element('a', {href: `#${name.toLowerCase()}`}, name),
      ),
    ),
  ];
}

/** The best of each metric with a direction, and whose it is. */
export function bests({metrics, runs}: Report): HTMLElement {
  const cards = Object.keys(metrics)
    .slice(0, mostCards)
    .flatMap((metric) => {
      const run = bestRun(runs, metric, metrics[metric] ?? 'max');
      if (run === undefined) return [];
      const at = run.best_step[metric];
      return [
        element(
          'div',
          {class: 'card best'},
          element('p', {class: 'quiet'}, `best ${metric}`),
          element('p', {class: 'figure'}, measure(run.best[metric] ?? NaN)),
          element(
            'p',
            {},
            element('strong', {}, run.experiment),
            ` ${run.id}${at === undefined || at === 0 ? '' : ` · epoch ${at}`}`,
          ),
        ),
      ];
    });
  const sample = runs.some(({data}) => data?.sample === true);
  return element(
    'div',
    {},
    element('div', {class: 'cards'}, ...cards),
    sample ? element('p', {class: 'warning'}, 'Sample data: generated pictures, not real ones.') : null,
  );
}

const mostCards = 4;

function bestRun(runs: readonly RunSummary[], metric: string, way: 'max' | 'min'): RunSummary | undefined {
  let found: RunSummary | undefined;
  for (const run of runs) {
    const value = run.best[metric];
    if (value === undefined || !Number.isFinite(value)) continue;
    const held = found?.best[metric];
    if (held === undefined || (way === 'max' ? value > held : value < held)) found = run;
  }
  return found;
}
