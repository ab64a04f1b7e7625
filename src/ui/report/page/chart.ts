import uPlot from 'uplot';
import {twinOf} from '../../curves/drawn-metrics.ts';
import {shortDuration} from '../../dashboard/short-duration.ts';
import {tickText, tickTexts} from '../../dashboard/chart/ticks.ts';
import {chartLines, type ChartLine, type DrawnRun} from '../chart-lines.ts';
import {chartLegend} from './chart-legend.ts';
import {drawGlyphs} from './draw-glyphs.ts';
import {element, unseen} from './element.ts';
import {more} from './section.ts';
import {valuesTable} from './values-table.ts';
import {mostDrawn, type View, type ViewStore} from './view.ts';

interface Given {
  readonly metric: string;
  readonly runs: readonly DrawnRun[];
  readonly store: ViewStore;
}

/** All charts read the same place. */
const readTogether = 'curves';

/** One metric of several runs, its twin from training dashed, with a legend that reads the values. */
export function chart({metric, runs, store}: Given): {
  readonly figure: HTMLElement;
  readonly remove: () => void;
} {
  const view = store.now();
  const lines = chartLines(runs, metric, view);
  const twin = lines.some((line) => line.twin) ? twinOf(metric) : undefined;
  const title = `${metric}${twin === undefined ? '' : ` and, dashed, ${twin}`}`;
  const legend = chartLegend({metric, twin, runs, lines, store});
  const said = unseen('');
  said.setAttribute('aria-live', 'polite');
  const place = element('div', {
    class: 'plot',
    tabindex: 0,
    role: 'group',
    'aria-label': `Chart of ${title} by ${view.axis}; the arrow keys read its values`,
  });
  const data = uPlot.join(
    lines.map(({xs, ys}) => [[...xs], [...ys]]),
    lines.map(() => [nullsStay, nullsStay]),
  );
  const plot = new uPlot(options(lines, view, legend.read), data, place);
  const width = new ResizeObserver(() => {
    if (place.clientWidth > 0) plot.setSize({width: place.clientWidth, height});
  });
  width.observe(place);
  place.addEventListener('keydown', (event) => {
    const xs = plot.data[0];
    const at = nextPlace(event.key, plot.cursor.idx ?? undefined, xs.length);
    if (at === undefined) return;
    event.preventDefault();
    for (const each of uPlot.sync(readTogether).plots)
      each.setCursor({left: each.valToPos(xs[at] ?? 0, 'x'), top: height / 2});
    said.textContent = legend.text();
  });
  return {
    figure: element(
      'figure',
      {class: 'card'},
      element(
        'figcaption',
        {},
        element('strong', {}, metric),
        twin === undefined ? null : ` and, dashed, ${twin}`,
      ),
      place,
      legend.table,
      said,
      more('All values', () => valuesTable(title, runs, lines, view)),
    ),
    remove: () => {
      width.disconnect();
      plot.destroy();
    },
  };
}

const height = 280;
/** uPlot draws no line across a null that stays one. */
const nullsStay = 1;

function nextPlace(key: string, at: number | undefined, count: number): number | undefined {
  const last = count - 1;
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, (at ?? count) - 1);
    case 'ArrowRight':
      return Math.min(last, (at ?? -1) + 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

function options(lines: readonly ChartLine[], view: View, read: (plot: uPlot) => void): uPlot.Options {
  const styles = getComputedStyle(document.documentElement);
  const colour = (name: string) => styles.getPropertyValue(`--${name}`).trim();
  const runColour = (slot: number) => colour(`run-${slot % mostDrawn}`);
  const axis = {
    stroke: colour('quiet'),
    grid: {stroke: colour('line'), width: 1},
    ticks: {stroke: colour('line'), width: 1},
    font: '12px system-ui, sans-serif',
  };
  const xText = view.axis === 'time' ? shortDuration : tickText;
  return {
    width: 300,
    height,
    legend: {show: false},
    padding: [12, 16, 0, 0],
    scales: {x: {time: false}, y: view.log ? logarithmic : {}},
    cursor: {
      sync: {key: readTogether},
      focus: {prox: 24},
      drag: {x: true, y: false},
      points: {size: 7},
    },
    focus: {alpha: 0.35},
    axes: [
      {
        ...axis,
        size: 34,
        values: (_, splits) => splits.map(xText),
        ...(view.axis === 'epoch' ? {incrs: wholeSteps} : {}),
      },
      {
        ...axis,
        size: 56,
        // Where a logarithmic axis has a line and no number, the split is null.
        values: (_, splits: readonly (number | null)[]) => {
          const texts = [...tickTexts(splits.filter((value) => value !== null))];
          return splits.map((value) => (value === null ? '' : (texts.shift() ?? '')));
        },
      },
    ],
    series: [
      {},
      ...lines.map(({slot, twin}) => ({
        stroke: runColour(slot),
        width: twin ? 1.5 : 2,
        points: {show: false},
        ...(twin ? {dash: [5, 4]} : {}),
      })),
    ],
    hooks: {draw: [(plot) => drawGlyphs(plot, lines, runColour)], setCursor: [read], ready: [read]},
  };
}

/** uPlot's name for it is a constant that is gone when the program runs. */
const logarithmic = {distr: 3 satisfies uPlot.Scale.Distr.Logarithmic} as const;

const wholeSteps = [1, 2, 5]
  .flatMap((step) => [step, step * 10, step * 100, step * 1000])
  .sort((a, b) => a - b);
