import {noSweepYet, type SweepState} from './sweep-state.ts';

/** The sweep and what its viewer points at. */
export interface Viewed {
  readonly state: SweepState;
  /** The trial under way that a key would stop. */
  readonly chosen: number | undefined;
}

export const nothingViewed: Viewed = {state: noSweepYet, chosen: undefined};

/** Points at the trial under way that stands so many places further down. */
export function choose({state, chosen}: Viewed, by: 1 | -1): Viewed {
  const numbers = state.underWay.map(({trial}) => trial);
  const from = chosen === undefined ? -1 : numbers.indexOf(chosen);
  const to = from < 0 ? (by > 0 ? 0 : numbers.length - 1) : from + by;
  return {state, chosen: numbers[Math.min(numbers.length - 1, Math.max(0, to))]};
}

/** What is pointed at may have ended. */
export function viewOf(state: SweepState, chosen: number | undefined): Viewed {
  return {state, chosen: state.underWay.some(({trial}) => trial === chosen) ? chosen : undefined};
}
