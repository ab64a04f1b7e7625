import type {RunSummary} from '../../../tracking/run-summary.ts';
import type {Axis} from '../../curves/axis.ts';
import {freeSlot} from '../../curves/series-looks.ts';

/** What the reader chose to see, and how. */
export interface View {
  readonly filter: string;
  readonly sort: Sort | undefined;
  readonly grouped: boolean;
  readonly onlyDifferences: boolean;
  readonly baseline: RunSummary | undefined;
  /** Runs that are drawn, each with the slot of its colour and glyph. */
  readonly drawn: ReadonlyMap<string, number>;
  /** Undefined: those with a direction. */
  readonly metrics: readonly string[] | undefined;
  readonly axis: Axis;
  readonly log: boolean;
  readonly smoothing: number;
  /** The run that is looked at closer. */
  readonly closer: string | undefined;
  /** Changes with the colours of the page: charts are painted again. */
  readonly theme: 'auto' | 'light' | 'dark';
}

export interface Sort {
  /** Title of the column. */
  readonly column: string;
  readonly descending: boolean;
}

/** The view, and those who want to know when a part of it changes. */
export interface ViewStore {
  readonly now: () => View;
  readonly change: (change: Partial<View>) => void;
  readonly follow: (parts: readonly (keyof View)[], listener: () => void) => void;
}

export function viewStore(start: View): ViewStore {
  let view = start;
  const followers: {readonly parts: readonly (keyof View)[]; readonly listener: () => void}[] = [];
  return {
    now: () => view,
    change: (change) => {
      const before = view;
      view = {...view, ...change};
      for (const {parts, listener} of followers) {
        if (parts.some((part) => before[part] !== view[part])) listener();
      }
    },
    follow: (parts, listener) => {
      followers.push({parts, listener});
    },
  };
}

/** As many as there are colours and glyphs. */
export const mostDrawn = 8;

export function withDrawn(drawn: View['drawn'], id: string, wanted: boolean): View['drawn'] {
  if (!wanted) return new Map([...drawn].filter(([each]) => each !== id));
  if (drawn.has(id) || drawn.size >= mostDrawn) return drawn;
  return new Map([...drawn, [id, freeSlot(drawn.values())]]);
}
