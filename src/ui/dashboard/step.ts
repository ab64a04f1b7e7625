import type {RunSummary} from '../../tracking/run-summary.ts';
import {inSight, withRuns} from './arrange.ts';
import {bindingOf} from './bindings.ts';
import type {Input} from './decode-keys.ts';
import {layoutOf} from './layout.ts';
import {stepColumns} from './modes/columns.ts';
import {stepConfirm} from './modes/confirm.ts';
import {stepHelp} from './modes/help.ts';
import {stepPage} from './modes/page.ts';
import {stepPrompt} from './modes/prompt.ts';
import {
  becomes,
  type Dashboard,
  type Message,
  type Page,
  type Read,
  type Size,
  type Step,
  type View,
} from './state.ts';

/** What can happen to the dashboard. */
export type Happening =
  | Input
  | {readonly type: 'runs'; readonly runs: readonly RunSummary[]; readonly loading: boolean}
  | {readonly type: 'read'; readonly read: Read}
  | {readonly type: 'size'; readonly size: Size}
  | {readonly type: 'time'; readonly now: number}
  | {readonly type: 'told'; readonly message: Message}
  | {readonly type: 'page'; readonly page: Page}
  | {readonly type: 'views'; readonly saved: ReadonlyMap<string, View>};

/** What follows from what happened: pure, so that every key can be tested without a terminal. */
export function step(state: Dashboard, happening: Happening): Step {
  switch (happening.type) {
    case 'runs':
      return becomes(withRuns(state, happening.runs, happening.loading));
    case 'read':
      return becomes({...state, read: happening.read});
    case 'size':
      return becomes(inSight({...state, size: happening.size}));
    case 'time':
      return becomes({...state, now: happening.now});
    case 'page':
      return becomes(shown({...state, waiting: happening.page}));
    case 'views':
      return becomes({...state, saved: happening.saved});
    case 'told':
      return becomes({...state, message: happening.message});
    // A message stays until the next key.
    case 'key':
    case 'paste':
    case 'click': {
      const {state: next, acts} = stepInput({...state, message: undefined}, happening);
      return becomes(shown(next), ...acts);
    }
    default:
      return happening satisfies never;
  }
}

/** A page that came, unless something else is open: what is typed there is not meant for it. */
function shown(state: Dashboard): Dashboard {
  const {mode, waiting} = state;
  if (waiting === undefined || mode.type !== 'browse') return state;
  return {...state, message: undefined, mode: waiting, waiting: undefined};
}

function stepInput(state: Dashboard, input: Input): Step {
  switch (state.mode.type) {
    case 'browse':
      return stepBrowse(state, input);
    case 'prompt':
      return stepPrompt(state, state.mode, input);
    case 'help':
      return stepHelp(state, state.mode.scroll, input);
    case 'confirm':
      return stepConfirm(state, state.mode.act, input);
    case 'page':
      return stepPage(state, state.mode, input);
    case 'columns':
      return stepColumns(state, state.mode.cursor, input);
    default:
      return state.mode satisfies never;
  }
}

function stepBrowse(state: Dashboard, input: Input): Step {
  switch (input.type) {
    case 'key':
      return bindingOf(input.key)?.run(state) ?? becomes(state);
    case 'click': {
      // Below the header and the titles.
      const row = input.y - 2;
      const {tableRows} = layoutOf(state);
      const index = state.table.top + row;
      if (row < 0 || row >= tableRows || index >= state.table.rows.length) return becomes(state);
      return becomes(inSight({...state, table: {...state.table, cursor: index}}));
    }
    case 'paste':
      return becomes(state);
    default:
      return input satisfies never;
  }
}
