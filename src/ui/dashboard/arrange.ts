import {archivedTag} from '../../tracking/annotate-runs.ts';
import {incomparable} from '../../tracking/comparability.ts';
import type {RunSummary} from '../../tracking/run-summary.ts';
import {printable, widthOf} from '../text-width.ts';
import {columnsOf, type Column, type Value} from './columns.ts';
import {parseFilter} from './filter.ts';
import {groupRows} from './group-rows.ts';
import {layoutOf} from './layout.ts';
import type {Dashboard, Table, View} from './state.ts';
import {scrollingWidth, visibleColumns} from './visible-columns.ts';

/** Other runs are there: everything that follows from them is found anew. The cursor stays on its run. */
export function withRuns(state: Dashboard, runs: readonly RunSummary[], loading = state.loading): Dashboard {
  const all = columnsOf(runs, state.metrics);
  let nameWidth = 'experiment'.length;
  for (const {experiment} of runs) nameWidth = Math.max(nameWidth, widthOf(printable(experiment)));
  const table: Table = {
    ...state.table,
    all,
    incomparable: incomparable(runs),
    nameWidth: Math.min(24, nameWidth),
  };
  return withView({...withoutGone(state, runs), runs, loading, table}, state.view);
}

/** Marks, and the beginning of a range, go with their runs. */
function withoutGone(state: Dashboard, runs: readonly RunSummary[]): Dashboard {
  const {anchor, ...rest} = state;
  if (anchor === undefined && state.marks.size === 0) return state;
  const there = new Set(runs.map(({id}) => id));
  const marks = new Map([...state.marks].filter(([id]) => there.has(id)));
  return {...rest, marks, ...(anchor !== undefined && there.has(anchor) ? {anchor} : {})};
}

/** Another filter, order or choice of columns. A filter that is at fault, such as by a name that no run has any more, means no run. */
export function withView(state: Dashboard, view: View): Dashboard {
  const filter = parseFilter(view.filter, state);
  const current = state.table.rows[state.table.cursor]?.id;
  const matching = filter.ok
    ? state.runs.filter((run) => (view.archived || !run.tags.includes(archivedTag)) && filter.value(run))
    : [];
  const {rows: found, groups} = view.grouped ? groupRows(matching) : {rows: matching, groups: noGroups};
  const rows = sorted(found, state.table.all, view);
  const columns = chosenColumns({...state, view}, rows);
  const chosen = state.table.columns[state.table.column]?.id;
  const {mode} = state;
  // What is asked for is for the run that was there; what a filter hid meanwhile comes back.
  const kept = mode.type === 'prompt' ? placeOf(mode.run, {rows, groups}) : -1;
  const place = kept >= 0 ? kept : placeOf(current, {rows, groups});
  // On the first row, new runs are followed as long as nothing is open; elsewhere the cursor stays on its run.
  const follows = mode.type === 'browse' && state.table.cursor === 0;
  const cursor = place >= 0 && !follows ? place : Math.min(state.table.cursor, rows.length - 1);
  const column = columns.findIndex(({id}) => id === chosen);
  const best = bestValues(columns, rows, state.table.incomparable);
  return inSight({
    ...state,
    view,
    table: {...state.table, rows, groups, columns, best, cursor, column: Math.max(0, column)},
  });
}

/** The row of a run, or that of its seeds. */
const placeOf = (id: string | undefined, {rows, groups}: Pick<Table, 'rows' | 'groups'>): number => {
  const own = id === undefined ? -1 : rows.findIndex((row) => row.id === id);
  if (own >= 0 || groups.size === 0) return own;
  return rows.findIndex((row) => groups.get(row.id)?.runs.some((seed) => seed.id === id));
};

const noGroups: Table['groups'] = new Map();

/** Scrolls so that the cursor and the chosen column are on the screen, whatever moved. */
export function inSight(state: Dashboard): Dashboard {
  const {table} = state;
  const {tableRows, width} = layoutOf(state);
  const last = table.rows.length - 1;
  const cursor = Math.max(0, Math.min(table.cursor, last));
  const room = Math.max(1, tableRows);
  const highest = Math.max(0, table.rows.length - room);
  const top = Math.min(highest, Math.max(cursor - room + 1, Math.min(table.top, cursor)));
  const column = Math.max(0, Math.min(table.column, table.columns.length - 1));
  let left = Math.min(table.left, column);
  const space = scrollingWidth(table, width);
  while (left < column && !visibleColumns(table.columns, left, space).includes(column)) left++;
  return {...state, table: {...table, cursor, top, column, left}};
}

function chosenColumns(state: Dashboard, rows: readonly RunSummary[]): readonly Column[] {
  const {view, table, marks} = state;
  const chosen = table.all
    .filter(({id, use}) => (use === 'wanted') !== view.turned.includes(id))
    .map((column) =>
      view.grouped && isMetric(column) ? {...column, width: column.width + intervalWidth} : column,
    )
    .map((column) =>
      view.sort?.column === column.id
        ? {...column, width: Math.max(column.width, widthOf(`↑${column.title}`))}
        : column,
    );
  if (!view.onlyDifferences) return chosen;
  const marked = state.runs.filter(({id}) => marks.has(id));
  const compared = marked.length > 1 ? marked : rows;
  return chosen.filter(({id, value}) => {
    if (id === 'spark' || id === 'age' || id === 'run') return true;
    const [first] = compared;
    return first !== undefined && compared.some((run) => value(run) !== value(first));
  });
}

const isMetric = ({id}: Column): boolean => /^(latest|best):/.test(id);
/** For ` ±0.0123` behind a mean. */
const intervalWidth = 8;

/** What has no value comes last, whichever way the rest is sorted. */
function sorted(rows: readonly RunSummary[], all: readonly Column[], {sort}: View): readonly RunSummary[] {
  if (sort === undefined) return rows;
  const value =
    sort.column === 'experiment'
      ? ({experiment}: RunSummary): Value => experiment
      : all.find(({id}) => id === sort.column)?.value;
  if (value === undefined) return rows;
  const way = sort.descending ? -1 : 1;
  return rows
    .map((run) => ({run, by: value(run)}))
    .sort((a, b) => {
      const missing = Number(isMissing(a.by)) - Number(isMissing(b.by));
      return missing === 0 ? way * order(a.by, b.by) : missing;
    })
    .map(({run}) => run);
}

const isMissing = (value: Value): boolean =>
  value === null || (typeof value === 'number' && Number.isNaN(value));

function order(a: Value, b: Value): number {
  if (a === b || a === null || b === null) return 0;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : 1;
}

/** Where one stands alone there is nothing to be best of. */
function bestValues(
  columns: readonly Column[],
  rows: readonly RunSummary[],
  reasons: ReadonlyMap<string, string>,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const {id, direction, value} of columns) {
    if (direction === undefined) continue;
    let best: number | undefined;
    let seen = 0;
    for (const run of rows) {
      if (reasons.has(run.id)) continue;
      const each = value(run);
      if (typeof each !== 'number' || !Number.isFinite(each)) continue;
      seen++;
      if (best === undefined || (direction === 'max' ? each > best : each < best)) best = each;
    }
    if (best !== undefined && seen > 1) found.set(id, best);
  }
  return found;
}
