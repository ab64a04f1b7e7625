import {filterRuns} from '../../../tracking/filter/filter-runs.ts';
import type {RunSummary} from '../../../tracking/run-summary.ts';
import {lookOf} from '../../curves/series-looks.ts';
import {compare, type Comparison, type Row} from '../../comparison.ts';
import {plural} from '../../numbers.ts';
import {element, from, unseen, type Child} from './element.ts';
import type {Report} from './read-data.ts';
import {scroller, section} from './section.ts';
import {sortedRows} from './sorted-rows.ts';
import {tableControls} from './table-controls.ts';
import {mostDrawn, withDrawn, type ViewStore} from './view.ts';

/** Rows at first, and with every further wish. */
const chunk = 100;

/** All runs in a table that sorts, filters and chooses what is drawn. */
export function runsTable(report: Report, store: ViewStore): HTMLElement {
  const {now, change, follow} = store;
  const heading = element('thead');
  const body = element('tbody');
  const status = element('p', {class: 'quiet', role: 'status'});
  const rest = element('p');
  let shown = chunk;
  let passed: readonly RunSummary[] = report.runs;

  const fill = () => {
    const {filter, grouped, onlyDifferences, baseline, sort} = now();
    const all = grouped && report.grouped !== null ? report.grouped : report.runs;
    const found = filterRuns(filter, {runs: all, now: Date.parse(report.made)});
    if (found.ok) passed = found.value;
    status.textContent = found.ok
      ? filter === ''
        ? ''
        : `${passed.length} of ${plural(all.length, 'run')}`
      : found.failure.what;
    status.classList.toggle('fault', !found.ok);
    const comparison = compare(passed, report.metrics, {
      onlyDifferences,
      ...(baseline === undefined ? {} : {baseline}),
    });
    const rows = sortedRows(comparison, sort);
    heading.replaceChildren(headRow(comparison, store));
    body.replaceChildren(...rows.slice(0, shown).flatMap((row) => bodyRow(row, comparison, {report, store})));
    const left = rows.length - shown;
    rest.replaceChildren(
      ...(left <= 0
        ? []
        : [moreRows(`Show ${Math.min(chunk, left)} more`, chunk), moreRows(`Show all ${rows.length}`, left)]),
    );
  };
  const moreRows = (text: string, by: number) =>
    element(
      'button',
      {
        type: 'button',
        on: {
          click: () => {
            shown += by;
            fill();
          },
        },
      },
      text,
    );

  follow(['filter', 'grouped', 'onlyDifferences', 'baseline', 'sort', 'drawn', 'closer'], fill);
  body.addEventListener(
    'change',
    from(HTMLInputElement, ({value, checked}) => {
      change({drawn: withDrawn(now().drawn, value, checked)});
      body.querySelector<HTMLInputElement>(`input[value="${CSS.escape(value)}"]`)?.focus();
    }),
  );
  fill();
  return section(
    'Runs',
    tableControls(report, store),
    status,
    scroller(
      'Table of runs',
      element(
        'table',
        {class: 'runs'},
        element('caption', {class: 'unseen'}, 'Runs side by side'),
        heading,
        body,
      ),
    ),
    rest,
    element(
      'p',
      {class: 'quiet'},
      `★ best of its column · ticked runs are drawn below, ${mostDrawn} at most`,
    ),
  );
}

function headRow({columns}: Comparison, {now, change}: ViewStore): HTMLElement {
  const {sort} = now();
  return element(
    'tr',
    {},
    ...columns.map(({title, align, direction}) => {
      const mine = sort?.column === title ? sort : undefined;
      const first = direction === 'max';
      const next =
        mine === undefined
          ? {column: title, descending: first}
          : {column: title, descending: !mine.descending};
      return element(
        'th',
        {
          scope: 'col',
          class: align,
          'aria-sort': mine === undefined ? 'none' : mine.descending ? 'descending' : 'ascending',
        },
        element(
          'button',
          {
            type: 'button',
            on: {
              // The third time brings back the order of the report.
              click: () => {
                change({sort: mine !== undefined && mine.descending !== first ? undefined : next});
                document
                  .querySelector<HTMLElement>(`.runs th button[data-column="${CSS.escape(title)}"]`)
                  ?.focus();
              },
            },
            'data-column': title,
          },
          title,
          element(
            'span',
            {'aria-hidden': 'true', class: 'arrow'},
            mine === undefined ? '' : mine.descending ? '▼' : '▲',
          ),
        ),
      );
    }),
  );
}

interface Around {
  readonly report: Report;
  readonly store: ViewStore;
}

/** The row of that number. */
function bodyRow(number: number, {columns, rows}: Comparison, around: Around): readonly HTMLElement[] {
  const row = rows[number];
  if (row === undefined) return [];
  const [, ...cells] = columns;
  const line = element(
    'tr',
    {'aria-current': around.store.now().closer === row.id ? 'true' : undefined},
    nameCell(row, around),
    ...cells.map((column) => {
      const {align, title} = column;
      const text = column.text(number);
      const best = column.isBest(number);
      const tone = title.startsWith('Δ')
        ? text.startsWith('▲')
          ? ' better'
          : text.startsWith('▼')
            ? ' worse'
            : ''
        : '';
      return element(
        'td',
        {class: `${align}${best ? ' top-value' : ''}${tone}`},
        text,
        ...(best ? [element('span', {'aria-hidden': 'true'}, ' ★'), unseen(' best')] : []),
      );
    }),
  );
  return [line];
}

/** The run's id: ticked to be drawn, pressed to be looked at closer. */
function nameCell({id, incomparable}: Row, {report, store: {now, change}}: Around): HTMLElement {
  const {drawn} = now();
  const slot = drawn.get(id);
  const closer = report.closer.some((run) => run.id === id);
  const name: Child = closer
    ? element(
        'button',
        {
          type: 'button',
          class: 'link',
          on: {
            click: () => {
              change({closer: id});
              document.getElementById('results')?.scrollIntoView();
            },
          },
        },
        id,
      )
    : id;
  return element(
    'th',
    {scope: 'row'},
    element(
      'label',
      {class: slot === undefined ? 'mark' : `mark run-${slot % mostDrawn}`},
      element('input', {
        type: 'checkbox',
        value: id,
        checked: slot !== undefined,
        disabled: slot === undefined && drawn.size >= mostDrawn,
        'aria-label': `Draw ${id}`,
      }),
      element('span', {'aria-hidden': 'true', class: 'glyph'}, slot === undefined ? '' : lookOf(slot).glyph),
    ),
    name,
    incomparable === undefined ? null : element('span', {class: 'note'}, `≠ not comparable: ${incomparable}`),
  );
}
