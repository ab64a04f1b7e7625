import {measure, plural} from '../../numbers.ts';
import {telling} from '../../metric-text.ts';
import type {ReportEvaluation, ReportLabel} from '../report-data.ts';
import type {Closer} from './closer-run.ts';
import {confusionMatrix} from './confusion-matrix.ts';
import {mostLabels} from './worst-labels.ts';
import {element, type Child} from './element.ts';
import {figureCards} from './figure-cards.ts';
import {more, scroller} from './section.ts';

/** What came of a run: its numbers, what is taken for what, the worst mistakes, and what its stages drew. */
export function resultParts({run, closer, artifactOf, before}: Closer): readonly Child[] {
  const evaluation = closer.stages
    .map(({key}) => artifactOf(key)?.evaluation)
    .find((each) => each !== undefined);
  const figures = closer.stages
    .filter(({name}) => !before.has(name))
    .flatMap(({name, key}) => (artifactOf(key)?.figures ?? []).map((figure) => ({stage: name, figure})));
  const failures = closer.stages.flatMap(({name, failure}) =>
    failure === null ? [] : [element('pre', {class: 'fault'}, `${name}: ${failure}`)],
  );
  return [
    ...failures,
    element(
      'dl',
      {class: 'cards numbers'},
      ...telling(run.latest).map(([name, value]) =>
        element('div', {class: 'card'}, element('dt', {}, name), element('dd', {}, measure(value))),
      ),
    ),
    ...(evaluation === undefined
      ? [element('p', {class: 'quiet'}, 'No evaluation of this run lies in the store.')]
      : evaluationParts(evaluation)),
    ...figureCards(figures),
  ];
}

const evaluationParts = (evaluation: ReportEvaluation): readonly Child[] => [
  element(
    'div',
    {class: 'beside'},
    element('div', {class: 'card'}, element('h3', {}, 'Confusion matrix'), confusionMatrix(evaluation)),
    element('div', {class: 'card'}, element('h3', {}, 'Recall by label'), recallBars(evaluation.labels)),
  ),
  mistakes(evaluation),
  more('Scores of each label', () => scoresTable(evaluation.labels)),
];

/** The worst first: with good models most labels are alike. */
function recallBars(labels: readonly ReportLabel[]): HTMLElement {
  const rows = [...labels]
    .sort((a, b) => a.recall - b.recall)
    .slice(0, mostLabels)
    .map(({name, recall}) => {
      const bar = element('div', {class: 'bar', 'aria-hidden': 'true'});
      bar.style.inlineSize = `${(recall * 100).toFixed(2)}%`;
      return element(
        'tr',
        {},
        element('th', {scope: 'row', title: name}, name),
        element('td', {class: 'bar-cell'}, bar),
        element('td', {class: 'right'}, percent(recall)),
      );
    });
  return element(
    'table',
    {class: 'bars'},
    element('caption', {class: 'unseen'}, 'Recall of each label, the worst first'),
    element(
      'thead',
      {class: 'unseen'},
      element(
        'tr',
        {},
        element('th', {scope: 'col'}, 'label'),
        element('th', {scope: 'col'}, 'bar'),
        element('th', {scope: 'col'}, 'recall'),
      ),
    ),
    element('tbody', {}, ...rows),
  );
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function mistakes({mistakes: worst, confusion}: ReportEvaluation): HTMLElement {
  const wrong = confusion.reduce(
    (sum, row, actual) => sum + row.reduce((all, count, guess) => all + (guess === actual ? 0 : count), 0),
    0,
  );
  if (wrong === 0) return element('p', {}, 'Not one test image was mistaken.');
  return element(
    'div',
    {},
    element('h3', {}, `The worst of ${plural(wrong, 'mistake')}`),
    element(
      'ul',
      {class: 'mistakes'},
      ...worst.map(({actual, predicted, confidence, image}) =>
        element(
          'li',
          {},
          element('img', {
            src: image,
            alt: `A picture of ${actual}, taken for ${predicted}`,
            loading: 'lazy',
          }),
          element('span', {}, `${actual} → ${predicted}`),
          element('span', {class: 'quiet'}, ` ${Math.floor(confidence * 100)} %`),
        ),
      ),
    ),
  );
}

function scoresTable(labels: readonly ReportLabel[]): HTMLElement {
  const cell = (value: number | undefined, text: (value: number) => string) =>
    element('td', {class: 'right'}, value === undefined ? '–' : text(value));
  return scroller(
    'Scores of each label',
    element(
      'table',
      {},
      element('caption', {class: 'unseen'}, 'Scores of each label'),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('th', {scope: 'col'}, 'label'),
          ...['precision', 'recall', 'F1', 'images'].map((name) =>
            element('th', {scope: 'col', class: 'right'}, name),
          ),
        ),
      ),
      element(
        'tbody',
        {},
        ...labels.map(({name, precision, recall, f1, support}) =>
          element(
            'tr',
            {},
            element('th', {scope: 'row'}, name),
            cell(precision, percent),
            cell(recall, percent),
            cell(f1, percent),
            cell(support, String),
          ),
        ),
      ),
    ),
  );
}
