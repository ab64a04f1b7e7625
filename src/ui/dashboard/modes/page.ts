import type {Input} from '../decode-keys.ts';
import {becomes, type Dashboard, type Page, type Step} from '../state.ts';
import {scrollBy} from './scroll.ts';

/** A text on the whole screen: it scrolls, `enter` starts what it announces, anything else closes it. */
export function stepPage(state: Dashboard, page: Page, input: Input): Step {
  const closed: Dashboard = {...state, mode: {type: 'browse'}};
  if (input.type !== 'key') return becomes(state);
  if (input.key === 'enter' && page.start !== undefined)
    return becomes(closed, {type: 'start', args: page.start});
  const by = scrollBy(input.key);
  if (by === undefined) return becomes(closed);
  return becomes({
    ...state,
    mode: {...page, scroll: Math.max(0, Math.min(page.scroll + by, page.lines.length - 1))},
  });
}
