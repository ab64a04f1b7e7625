import type {Input} from '../decode-keys.ts';
import {becomes, type Dashboard, type Step} from '../state.ts';

/** The help scrolls; any other key closes it. */
export function stepHelp(state: Dashboard, scroll: number, input: Input): Step {
  const by = input.type === 'key' ? ways[input.key] : 0;
  if (by === undefined) return becomes({...state, mode: {type: 'browse'}});
  return becomes({...state, mode: {type: 'help', scroll: Math.max(0, scroll + by)}});
}

const ways: Readonly<Record<string, number>> = {
  j: 1,
  down: 1,
  k: -1,
  up: -1,
  'wheel-down': 3,
  'wheel-up': -3,
  'ctrl-d': 8,
  'page-down': 8,
  'ctrl-u': -8,
  'page-up': -8,
};
