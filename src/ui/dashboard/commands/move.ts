import {inSight} from '../arrange.ts';
import type {Binding, BindingGroup} from '../binding.ts';
import {layoutOf} from '../layout.ts';
import {panes} from '../panes/pane.ts';
import {becomes, type Dashboard} from '../state.ts';

/** Up and down: through the runs, or through a pane that has the whole screen. */
function by(state: Dashboard, rows: number): Dashboard {
  if (state.pane.zoomed) {
    const {width, paneRows} = layoutOf(state);
    const lines = panes[state.pane.name](state, {width, rows: paneRows}).length;
    const scroll = Math.max(0, Math.min(state.pane.scroll + rows, lines - paneRows));
    return {...state, pane: {...state.pane, scroll}};
  }
  return to(state, state.table.cursor + rows);
}

function to(state: Dashboard, row: number): Dashboard {
  const last = state.table.rows.length - 1;
  const cursor = Math.max(0, Math.min(row, last));
  const pane = cursor === state.table.cursor ? state.pane : {...state.pane, scroll: 0};
  return inSight({...state, pane, table: {...state.table, cursor}});
}

const page = (state: Dashboard): number => {
  const {tableRows, paneRows} = layoutOf(state);
  return Math.max(1, Math.floor((state.pane.zoomed ? paneRows : tableRows) / 2));
};

const across = (state: Dashboard, columns: number): Dashboard =>
  inSight({...state, table: {...state.table, column: state.table.column + columns}});

/** Far below the end of anything. */
const bottom = 1_000_000;

const bindings: readonly Binding[] = [
  {name: 'down', keys: ['j', 'down'], help: 'next run', short: 'down', run: (state) => becomes(by(state, 1))},
  {name: 'up', keys: ['k', 'up'], help: 'previous run', short: 'up', run: (state) => becomes(by(state, -1))},
  {name: 'left', keys: ['h', 'left'], help: 'previous column', run: (state) => becomes(across(state, -1))},
  {name: 'right', keys: ['l', 'right'], help: 'next column', run: (state) => becomes(across(state, 1))},
  {
    name: 'first',
    keys: ['g', 'home'],
    help: 'first run',
    run: (state) => becomes(state.pane.zoomed ? by(state, -bottom) : to(state, 0)),
  },
  {
    name: 'last',
    keys: ['G', 'end'],
    help: 'last run',
    run: (state) => becomes(state.pane.zoomed ? by(state, bottom) : to(state, bottom)),
  },
  {
    name: 'half-page-down',
    keys: ['ctrl-d', 'page-down'],
    help: 'half a page down',
    run: (state) => becomes(by(state, page(state))),
  },
  {
    name: 'half-page-up',
    keys: ['ctrl-u', 'page-up'],
    help: 'half a page up',
    run: (state) => becomes(by(state, -page(state))),
  },
  {name: 'wheel-down', keys: ['wheel-down'], help: 'three runs down', run: (state) => becomes(by(state, 3))},
  {name: 'wheel-up', keys: ['wheel-up'], help: 'three runs up', run: (state) => becomes(by(state, -3))},
];

export const move: BindingGroup = {title: 'Move', bindings};
