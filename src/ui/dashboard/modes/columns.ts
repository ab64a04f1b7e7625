import {withView} from '../arrange.ts';
import type {Input} from '../decode-keys.ts';
import {becomes, type Dashboard, type Step} from '../state.ts';

/** The list of columns: space shows one or puts it aside, `esc` or `enter` closes. */
export function stepColumns(state: Dashboard, cursor: number, input: Input): Step {
  const {all} = state.table;
  const at = (row: number): Step =>
    becomes({...state, mode: {type: 'columns', cursor: Math.max(0, Math.min(row, all.length - 1))}});
  switch (input.type === 'key' ? input.key : '') {
    case 'j':
    case 'down':
    case 'wheel-down':
      return at(cursor + 1);
    case 'k':
    case 'up':
    case 'wheel-up':
      return at(cursor - 1);
    case 'g':
      return at(0);
    case 'G':
      return at(all.length - 1);
    case 'space':
    case 'x': {
      const id = all[cursor]?.id;
      if (id === undefined) return becomes(state);
      const {turned} = state.view;
      const now = turned.includes(id) ? turned.filter((each) => each !== id) : [...turned, id];
      return becomes(withView(state, {...state.view, turned: now}));
    }
    case 'esc':
    case 'enter':
    case 'c':
    case 'q':
    case 'ctrl-c':
      return becomes({...state, mode: {type: 'browse'}});
    default:
      return becomes(state);
  }
}
