import type {ReportEvaluation} from '../report-data.ts';
import {element} from './element.ts';
import {scroller} from './section.ts';
import {plural} from '../../numbers.ts';
import {worstLabels} from './worst-labels.ts';

/** What each label was taken for. A row adds up to all images of its label; the stronger a cell, the larger its share of them. */
export function confusionMatrix({confusion, labels}: ReportEvaluation): HTMLElement {
  const nameOf = (index: number) => labels[index]?.name ?? String(index);
  const told = element('p', {class: 'quiet', role: 'status'}, hint);
  const shown = worstLabels(confusion);
  const rows = shown.map((actual) => {
    const row = confusion[actual] ?? [];
    const sum = row.reduce((all, count) => all + count, 0);
    return element(
      'tr',
      {},
      element('th', {scope: 'row'}, nameOf(actual)),
      ...shown.map((guess) => {
        const count = row[guess] ?? 0;
        return element(
          'td',
          {class: cellClass(count, sum, guess === actual), 'data-place': `${actual},${guess}`},
          count === 0 ? '' : String(count),
        );
      }),
    );
  });
  const table = element(
    'table',
    {class: 'matrix'},
    element('caption', {class: 'unseen'}, hint),
    element(
      'thead',
      {},
      element('tr', {}, element('td'), ...shown.map((index) => element('th', {scope: 'col'}, nameOf(index)))),
    ),
    element('tbody', {}, ...rows),
  );
  table.addEventListener('pointerover', ({target}) => {
    const place = target instanceof HTMLElement ? target.dataset['place'] : undefined;
    const [actual = -1, guess = -1] = place?.split(',').map(Number) ?? [];
    const row = confusion[actual];
    if (row === undefined) return;
    const [count = 0, sum] = [row[guess], row.reduce((all, each) => all + each, 0)];
    const share = sum === 0 ? 0 : (100 * count) / sum;
    told.textContent = `${nameOf(actual)} taken for ${nameOf(guess)}: ${count} of ${sum} (${share.toFixed(1)} %)`;
  });
  table.addEventListener('pointerleave', () => (told.textContent = hint));
  const left = confusion.length - shown.length;
  const part =
    left === 0
      ? null
      : element(
          'p',
          {class: 'quiet'},
          `The ${shown.length} labels with the most mistakes; ${plural(left, 'other')} left out.`,
        );
  return element('div', {}, part, scroller('Confusion matrix', table), told, mostConfused(confusion, nameOf));
}

const hint = 'Rows: what a picture shows. Columns: what it was taken for.';

const strengths = 5;

function cellClass(count: number, sum: number, right: boolean): string | undefined {
  if (count === 0) return undefined;
  const strength = Math.max(1, Math.ceil((count / sum) * strengths));
  // One image of a hundred must be seen: mistakes are shown stronger than they are many.
  return right
    ? `right-${strength}`
    : `wrong-${Math.min(strengths, Math.ceil(Math.sqrt(count / sum) * strengths))}`;
}

function mostConfused(
  confusion: ReportEvaluation['confusion'],
  nameOf: (index: number) => string,
): HTMLElement {
  const pairs = confusion
    .flatMap((row, actual) =>
      row.flatMap((count, guess) => (count > 0 && actual !== guess ? [{count, actual, guess}] : [])),
    )
    .sort((a, b) => b.count - a.count)
    .slice(0, 8);
  return element(
    'p',
    {},
    pairs.length === 0
      ? 'No label was taken for another.'
      : `Taken for another most often: ${pairs.map(({count, actual, guess}) => `${nameOf(actual)} → ${nameOf(guess)} (${count})`).join(', ')}.`,
  );
}
