import type {Input} from '../decode-keys.ts';
import {becomes, type Dashboard, type Step} from '../state.ts';
import {scrollBy} from './scroll.ts';

/** The help scrolls; any other key closes it. */
export function stepHelp(state: Dashboard, scroll: number, input: Input): Step {
  const by = input.type === 'key' ? scrollBy(input.key) : 0;
  if (by === undefined) return becomes({...state, mode: {type: 'browse'}});
  return becomes({...state, mode: {type: 'help', scroll: Math.max(0, scroll + by)}});
}
