import {inSight, withView} from '../arrange.ts';
import type {Binding, BindingGroup} from '../binding.ts';
import {parseFilter} from '../filter.ts';
import {becomes, currentRun, prompting, type Dashboard, type View} from '../state.ts';

/** A metric is sorted with its best first, anything else from the lowest up; a second time undoes it. */
function sort(state: Dashboard): Dashboard {
  const column = state.table.columns[state.table.column];
  if (column === undefined) return state;
  const {sort: before, ...view} = state.view;
  if (before?.column === column.id) return withView(state, view);
  return withView(state, {...view, sort: {column: column.id, descending: column.direction === 'max'}});
}

function reverse(state: Dashboard): Dashboard {
  const {sort: before} = state.view;
  if (before === undefined) return withView(state, {...state.view, sort: {column: 'age', descending: false}});
  return withView(state, {...state.view, sort: {...before, descending: !before.descending}});
}

/** The next run that the last filter means, also when it does not hide the others any more. */
function nextMatch(state: Dashboard, way: 1 | -1): Dashboard {
  const {rows, cursor} = state.table;
  const filter = parseFilter(state.search, state);
  if (state.search === '' || !filter.ok)
    return {...state, message: {text: 'Nothing to look for: filter with / first.', tone: 'said'}};
  for (let steps = 1; steps <= rows.length; steps++) {
    const at = (cursor + way * steps + rows.length * 2) % rows.length;
    const run = rows[at];
    if (run !== undefined && filter.value(run))
      return inSight({...state, table: {...state.table, cursor: at}});
  }
  return {...state, message: {text: `No run here is meant by ${state.search}`, tone: 'said'}};
}

/** On to the next column in which the run differs from the baseline, or from the run below it. */
function nextDifference(state: Dashboard, way: 1 | -1): Dashboard {
  const {columns, column, rows, cursor} = state.table;
  const run = currentRun(state);
  const other = state.runs.find(({id}) => id === state.view.baseline) ?? rows[cursor + 1] ?? rows[cursor - 1];
  if (run === undefined || other === undefined) return state;
  for (let at = column + way; at >= 0 && at < columns.length; at += way) {
    const {id, value} = columns[at] ?? {};
    if (value === undefined || id === 'run' || id === 'age' || id === 'seconds') continue;
    if (value(run) !== value(other)) return inSight({...state, table: {...state.table, column: at}});
  }
  return {...state, message: {text: 'No further difference this way.', tone: 'said'}};
}

function filterBy(state: Dashboard, filter: string | undefined): Dashboard {
  if (filter === undefined) return prompting(state, 'filter', state.view.filter);
  const read = parseFilter(filter, state);
  if (!read.ok) return {...state, message: {text: read.failure.what, tone: 'warning'}};
  return {...withView(state, {...state.view, filter}), search: filter};
}

const toggled = (view: View): View => ({...view, onlyDifferences: !view.onlyDifferences});

const bindings: readonly Binding[] = [
  {
    name: 'filter',
    keys: ['/'],
    help: 'show only some runs, as `train.epochs>=20 and model=cnn`',
    short: 'filter',
    run: (state, argument) => becomes(filterBy(state, argument)),
  },
  {
    name: 'next',
    keys: ['n'],
    help: 'next run that the last filter means',
    run: (state) => becomes(nextMatch(state, 1)),
  },
  {name: 'previous', keys: ['N'], help: 'previous one', run: (state) => becomes(nextMatch(state, -1))},
  {
    name: 'sort',
    keys: ['s'],
    help: 'sort by the chosen column; again: as before',
    short: 'sort',
    run: (state) => becomes(sort(state)),
  },
  {name: 'reverse', keys: ['S'], help: 'the other way round', run: (state) => becomes(reverse(state))},
  {
    name: 'columns',
    keys: ['c'],
    help: 'choose columns',
    short: 'columns',
    run: (state) => becomes({...state, mode: {type: 'columns', cursor: 0}}),
  },
  {
    name: 'group',
    keys: ['o'],
    help: 'seeds of one experiment as one row, mean ± 95 % interval; again: every run',
    run: (state) => becomes(withView(state, {...state.view, grouped: !state.view.grouped})),
  },
  {
    name: 'differences-only',
    keys: ['d'],
    help: 'only the columns in which the marked runs, or all, differ',
    run: (state) => becomes(withView(state, toggled(state.view))),
  },
  {
    name: 'next-difference',
    keys: ['}'],
    help: 'next column in which the run differs from the baseline',
    run: (state) => becomes(nextDifference(state, 1)),
  },
  {
    name: 'previous-difference',
    keys: ['{'],
    help: 'previous such column',
    run: (state) => becomes(nextDifference(state, -1)),
  },
];

export const order: BindingGroup = {title: 'Filter, sort, columns', bindings};
