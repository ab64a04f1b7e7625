import type {Input} from '../decode-keys.ts';
import {becomes, type Act, type Dashboard, type Step} from '../state.ts';

/** Only `y` does it. */
export function stepConfirm(state: Dashboard, act: Act, input: Input): Step {
  if (input.type !== 'key') return becomes(state);
  const browsing: Dashboard = {
    ...state,
    marks: input.key === 'y' ? new Map() : state.marks,
    mode: {type: 'browse'},
  };
  return input.key === 'y' ? becomes(browsing, act) : becomes(browsing);
}
