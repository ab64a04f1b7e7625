import type {ReportDataset} from '../report-data.ts';
import type {Closer} from './closer-run.ts';
import {drawing, element, type Child} from './element.ts';
import {figureCards} from './figure-cards.ts';
import {more, scroller} from './section.ts';

/** What the run learned from: where it came from, how many of which label, previews, and what augmentation makes of it. */
export function datasetParts({run, closer, artifactOf, before}: Closer): readonly Child[] {
  const stages = closer.stages.filter(({name}) => before.has(name));
  const dataset = stages.map(({key}) => artifactOf(key)?.dataset).find((each) => each !== undefined);
  const figures = stages.flatMap(({name, key}) =>
    (artifactOf(key)?.figures ?? []).map((figure) => ({stage: name, figure})),
  );
  const {data} = run;
  return [
    data === null
      ? null
      : element(
          'p',
          {},
          data.sample
            ? 'The built-in sample: generated pictures, not real ones.'
            : `${data.dataset} (${data.source})`,
          element('span', {class: 'quiet'}, ` digest ${data.digest.slice(0, 12)}`),
        ),
    dataset === undefined ? null : distribution(dataset),
    ...(dataset === undefined && figures.length === 0
      ? [element('p', {class: 'quiet'}, 'What this run learned from is not in the store any more.')]
      : figureCards(figures)),
  ];
}

const chart = {width: 960, height: 220, left: 44, bottom: 24, top: 10};

/** Names nearer to each other than this cannot be read. */
const leastStep = 14;

/** Columns side by side: train and test images of each label. */
function distribution({labels}: ReportDataset): HTMLElement {
  const most = Math.max(1, ...labels.flatMap(({train, test}) => [train, test]));
  const step = (chart.width - chart.left) / Math.max(1, labels.length);
  const every = Math.ceil(leastStep / step);
  const barWidth = Math.min(26, step * 0.38);
  const floor = chart.height - chart.bottom;
  const tall = (count: number) => ((floor - chart.top) * count) / most;
  const bars = labels.flatMap(({name, train, test}, index) => {
    const middle = chart.left + step * (index + 0.5);
    const bar = (kind: 'train' | 'test', count: number, x: number) =>
      drawing(
        'rect',
        {
          class: `bar-${kind}`,
          x: round(x),
          y: round(floor - tall(count)),
          width: round(barWidth),
          height: round(tall(count)),
        },
        drawing('title', {}, `${name}: ${count} ${kind}`),
      );
    return [
      bar('train', train, middle - barWidth - 1),
      bar('test', test, middle + 1),
      ...(index % every === 0
        ? [drawing('text', {x: round(middle), y: chart.height - 6, 'text-anchor': 'middle'}, name)]
        : []),
    ];
  });
  const grid = [0, most / 2, most].map((count) =>
    drawing(
      'g',
      {},
      drawing('line', {
        x1: chart.left,
        x2: chart.width,
        y1: round(floor - tall(count)),
        y2: round(floor - tall(count)),
      }),
      drawing(
        'text',
        {x: chart.left - 6, y: round(floor - tall(count) + 4), 'text-anchor': 'end'},
        Math.round(count).toLocaleString('en'),
      ),
    ),
  );
  return element(
    'figure',
    {class: 'card'},
    element(
      'figcaption',
      {},
      element('strong', {}, 'Images of each label'),
      element('span', {class: 'key bar-train'}, ' ■ train'),
      element('span', {class: 'key bar-test'}, ' ■ test'),
    ),
    scroller(
      'Images of each label',
      drawing(
        'svg',
        {
          class: 'distribution',
          viewBox: `0 0 ${chart.width} ${chart.height}`,
          role: 'img',
          'aria-label': `Train and test images of ${labels.length} labels; the table below has the numbers`,
        },
        ...grid,
        ...bars,
      ),
    ),
    more('The numbers', () => countsTable(labels)),
  );
}

const round = (number: number): number => Math.round(number * 10) / 10;

const countsTable = (labels: ReportDataset['labels']): HTMLElement =>
  element(
    'table',
    {},
    element('caption', {class: 'unseen'}, 'Images of each label'),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...['label', 'train', 'test'].map((name) =>
          element('th', {scope: 'col', class: name === 'label' ? 'left' : 'right'}, name),
        ),
      ),
    ),
    element(
      'tbody',
      {},
      ...labels.map(({name, train, test}) =>
        element(
          'tr',
          {},
          element('th', {scope: 'row'}, name),
          element('td', {class: 'right'}, String(train)),
          element('td', {class: 'right'}, String(test)),
        ),
      ),
    ),
  );
