import {isBetter, type Objective} from './sweep.ts';

/** What a point was worth at a number of epochs. */
export interface Reached {
  readonly group: number;
  /** The mean over its seeds. */
  readonly value: number;
}

/** For every number of epochs at which points were judged, those that reached it, the best first; of equals the earlier point. */
export interface Rungs {
  readonly add: (epochs: number, reached: Reached) => void;
  readonly at: (epochs: number) => readonly Reached[];
}

/** Kept in order as they come: a decision need not sort what the one before it sorted. */
export function openRungs(objective: Objective): Rungs {
  const byEpochs = new Map<number, Reached[]>();
  const isAhead = (a: Reached, b: Reached): boolean =>
    a.value === b.value ? a.group < b.group : isBetter(objective, a.value, b.value);
  return {
    add: (epochs, reached) => {
      const rung = byEpochs.get(epochs);
      if (rung === undefined) {
        byEpochs.set(epochs, [reached]);
        return;
      }
      let [from, to] = [0, rung.length];
      while (from < to) {
        const middle = (from + to) >> 1;
        const there = rung[middle];
        if (there !== undefined && isAhead(there, reached)) from = middle + 1;
        else to = middle;
      }
      rung.splice(from, 0, reached);
    },
    at: (epochs) => byEpochs.get(epochs) ?? [],
  };
}
