import {inSight, withView} from '../arrange.ts';
import type {Binding, BindingGroup} from '../binding.ts';
import {freeSlot} from '../../curves/series-looks.ts';
import {currentRun, becomes, type Dashboard} from '../state.ts';

function withMarks(state: Dashboard, marks: ReadonlyMap<string, number>): Dashboard {
  const marked = {...state, marks};
  return state.view.onlyDifferences ? withView(marked, state.view) : marked;
}

function mark(marks: ReadonlyMap<string, number>, id: string): ReadonlyMap<string, number> {
  return marks.has(id) ? marks : new Map([...marks, [id, freeSlot(marks.values())]]);
}

function toggle(state: Dashboard): Dashboard {
  const run = currentRun(state);
  if (run === undefined) return state;
  const {marks} = state;
  const others = new Map([...marks].filter(([id]) => id !== run.id));
  const marked = withMarks(state, marks.has(run.id) ? others : mark(marks, run.id));
  return inSight({...marked, table: {...marked.table, cursor: state.table.cursor + 1}});
}

/** The first time it remembers where the range begins, the second time it marks all from there to here. */
function range(state: Dashboard): Dashboard {
  const {anchor, ...rest} = state;
  const run = currentRun(state);
  if (run === undefined) return state;
  if (anchor === undefined) return {...state, anchor: run.id};
  const {rows, cursor} = state.table;
  const from = rows.findIndex(({id}) => id === anchor);
  if (from < 0) return rest;
  const [low, high] = from < cursor ? [from, cursor] : [cursor, from];
  return withMarks(
    rest,
    rows.slice(low, high + 1).reduce((marks, {id}) => mark(marks, id), state.marks),
  );
}

/** The nearest thing that is open is closed, one at a time. */
function back(state: Dashboard): Dashboard {
  const {anchor, ...rest} = state;
  if (anchor !== undefined) return rest;
  if (state.pane.zoomed) {
    const {name, before = name} = state.pane;
    return inSight({...state, pane: {name: before, zoomed: false, scroll: 0}});
  }
  if (state.view.filter !== '') return withView(state, {...state.view, filter: ''});
  return state.marks.size > 0 ? withMarks(state, new Map()) : state;
}

const pin = (state: Dashboard): Dashboard => {
  const run = currentRun(state);
  if (run === undefined) return state;
  const {baseline, ...view} = state.view;
  return withView(state, baseline === run.id ? view : {...view, baseline: run.id});
};

/** The whole of a run, over whatever pane was there. */
const open = (state: Dashboard): Dashboard => ({
  ...state,
  pane: {name: 'stages', before: state.pane.before ?? state.pane.name, zoomed: true, scroll: 0},
});

const bindings: readonly Binding[] = [
  {
    name: 'mark',
    keys: ['space'],
    help: 'mark the run, or take its mark away',
    short: 'mark',
    run: (state) => becomes(toggle(state)),
  },
  {
    name: 'range',
    keys: ['v'],
    help: 'begin a range; again: mark all of it',
    run: (state) => becomes(range(state)),
  },
  {
    name: 'pin',
    keys: ['p'],
    help: 'measure the others by this run (the baseline), or no more',
    short: 'pin',
    run: (state) => becomes(pin(state)),
  },
  {
    name: 'open',
    keys: ['enter'],
    help: 'open the run on the whole screen',
    short: 'open',
    run: (state) => becomes(open(state)),
  },
  {
    name: 'back',
    keys: ['esc'],
    help: 'back: closes what is open, then drops the filter, then the marks',
    short: 'back',
    counts: ({anchor, pane, view, marks}) =>
      anchor !== undefined || pane.zoomed || view.filter !== '' || marks.size > 0,
    run: (state) => becomes(back(state)),
  },
];

export const choose: BindingGroup = {title: 'Choose', bindings};
