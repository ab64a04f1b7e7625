import type {ParamValue} from '../../runner/param-value.ts';
import type {SeedGroup} from '../../tracking/group-seeds.ts';
import type {RunDetail, RunSummary} from '../../tracking/run-summary.ts';
import type {Axis} from '../curves/axis.ts';
import type {DotSet} from './chart/dots.ts';
import type {Column, Directions} from './columns.ts';
import type {Evaluation} from '../evaluation.ts';

/** All that the dashboard shows follows from this. Only `step` makes a new one. */
export interface Dashboard {
  readonly size: Size;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Which way metrics are better; the first is the headline. */
  readonly metrics: Directions;
  /** Newest first. */
  readonly runs: readonly RunSummary[];
  /** Older runs are still being read. */
  readonly loading: boolean;
  readonly view: View;
  /** Views that were saved, by name. */
  readonly saved: ReadonlyMap<string, View>;
  readonly table: Table;
  /** Marked runs, each with the slot that decides its colour and glyph. */
  readonly marks: ReadonlyMap<string, number>;
  /** Where a range of marks began. */
  readonly anchor?: string;
  readonly pane: Pane;
  readonly chart: ChartView;
  readonly mode: Mode;
  /** Came while something else was open: it is shown when that is closed. */
  readonly waiting: Page | undefined;
  /** Latest search with `n` and `N`. */
  readonly search: string;
  readonly read: Read;
  /** False: they were asked to be left out. */
  readonly pictures: boolean;
  readonly message: Message | undefined;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What is shown of the runs and how: what a saved view keeps. */
export interface View {
  readonly filter: string;
  readonly sort?: {readonly column: string; readonly descending: boolean};
  /** Ids of columns that are shown though not by themselves, or put aside though shown by themselves. */
  readonly turned: readonly string[];
  readonly onlyDifferences: boolean;
  /** Runs that differ in their seeds alone are one row. */
  readonly grouped: boolean;
  /** Runs that were put aside are shown as well. */
  readonly archived: boolean;
  /** What the others are measured by. */
  readonly baseline?: string;
}

/** What follows from runs and view. */
export interface Table {
  /** Every column that there can be. */
  readonly all: readonly Column[];
  /** Those that are shown beside the frozen one. */
  readonly columns: readonly Column[];
  /** The runs that are shown, in order. */
  readonly rows: readonly RunSummary[];
  /** The runs that a row stands for, by its id, where there are several. */
  readonly groups: ReadonlyMap<string, SeedGroup>;
  /** Best value by column, among the rows that can be compared. */
  readonly best: ReadonlyMap<string, number>;
  /** Why a run cannot be compared with the rest, by id. */
  readonly incomparable: ReadonlyMap<string, string>;
  /** Columns for names in the frozen column. */
  readonly nameWidth: number;
  /** Index of the row under the cursor. */
  readonly cursor: number;
  /** Index of the row at the top of the screen. */
  readonly top: number;
  /** Index of the chosen column. */
  readonly column: number;
  /** Index of the first column beside the frozen one. */
  readonly left: number;
}

export const paneNames = ['curves', 'differences', 'stages', 'figures', 'log'] as const;
export type PaneName = (typeof paneNames)[number];

export interface Pane {
  readonly name: PaneName;
  /** What was there before a run was opened, and is there again when it is closed. */
  readonly before?: PaneName;
  /** It has the whole screen. */
  readonly zoomed: boolean;
  /** Lines that are above its top. */
  readonly scroll: number;
}

/** How curves are drawn. */
export interface ChartView {
  /** Undefined: the headline. */
  readonly metric: string | undefined;
  readonly log: boolean;
  readonly x: Axis;
  /** Weight of what was before, below 1. */
  readonly smoothing: number;
  /** The values are read so many points before the last; undefined: none are. */
  readonly cursor: number | undefined;
  readonly set: DotSet;
}

/** What keys mean at the moment. */
export type Mode =
  | {readonly type: 'browse'}
  | {readonly type: 'help'; readonly scroll: number}
  | {readonly type: 'columns'; readonly cursor: number}
  | {readonly type: 'confirm'; readonly question: string; readonly act: Act}
  | Page
  | Prompt;

/** A text on the whole screen. */
export interface Page {
  readonly type: 'page';
  readonly title: string;
  readonly lines: readonly string[];
  readonly scroll: number;
  /** What `enter` runs: arguments of the program. */
  readonly start?: readonly string[];
}

/** A line that is typed at the bottom. */
export interface Prompt {
  readonly type: 'prompt';
  readonly asks: 'filter' | 'command' | 'tag' | 'note' | 'branch' | 'export' | 'view' | 'save-view';
  readonly text: string;
  /** Why it cannot be taken as it stands. */
  readonly fault: string | undefined;
  /** What holds again when it is given up. */
  readonly before: View;
  /** What was under the cursor when it was opened: what is asked for is for that run. */
  readonly run: string | undefined;
}

/** What was read of the record because it is on the screen. */
export interface Read {
  /** Values of the headline by step, by run. */
  readonly sparks: ReadonlyMap<string, readonly number[]>;
  readonly details: ReadonlyMap<string, RunDetail>;
  readonly evaluations: ReadonlyMap<string, Evaluation>;
}

export interface Message {
  readonly text: string;
  readonly tone: 'said' | 'warning';
}

/** What is to be done outside: the state machine itself does nothing. */
export type Act =
  | {readonly type: 'quit'}
  | {readonly type: 'suspend'}
  | {readonly type: 'reload'}
  | {readonly type: 'copy'; readonly text: string}
  | {
      readonly type: 'tag';
      readonly ids: readonly string[];
      readonly add: readonly string[];
      readonly remove: readonly string[];
    }
  | {readonly type: 'note'; readonly id: string; readonly note: string}
  | {readonly type: 'delete'; readonly ids: readonly string[]}
  | {readonly type: 'undo'}
  | {readonly type: 'export'; readonly file: string; readonly runs: readonly RunSummary[]}
  | {readonly type: 'open'; readonly id: string}
  /** Arguments of `epochal report`: which runs. */
  | {readonly type: 'report'; readonly args: readonly string[]}
  /** Says what running it again, with these params changed, would do. */
  | {
      readonly type: 'plan';
      readonly run: RunSummary;
      readonly changes: readonly (readonly [param: string, value: ParamValue])[];
    }
  | {readonly type: 'start'; readonly args: readonly string[]}
  | {readonly type: 'stop'; readonly id: string}
  | {readonly type: 'save-view'; readonly name: string; readonly view: View};

export interface Step {
  readonly state: Dashboard;
  readonly acts: readonly Act[];
}

export const becomes = (state: Dashboard, ...acts: readonly Act[]): Step => ({state, acts});

export const emptyView: View = {
  filter: '',
  turned: [],
  onlyDifferences: false,
  grouped: false,
  archived: false,
};

export function emptyDashboard(given: Pick<Dashboard, 'size' | 'now' | 'metrics'>): Dashboard {
  return {
    ...given,
    runs: [],
    loading: true,
    view: emptyView,
    saved: new Map(),
    table: {
      all: [],
      columns: [],
      rows: [],
      groups: new Map(),
      best: new Map(),
      incomparable: new Map(),
      nameWidth: 0,
      cursor: 0,
      top: 0,
      column: 0,
      left: 0,
    },
    marks: new Map(),
    chart: {metric: undefined, log: false, x: 'epoch', smoothing: 0, cursor: undefined, set: 'braille'},
    pane: {name: 'curves', zoomed: false, scroll: 0},
    mode: {type: 'browse'},
    waiting: undefined,
    search: '',
    pictures: true,
    message: undefined,
    read: {sparks: new Map(), details: new Map(), evaluations: new Map()},
  };
}

/** The run under the cursor. */
export const currentRun = ({table: {rows, cursor}}: Dashboard): RunSummary | undefined => rows[cursor];

/** A line is asked for; what is typed goes to the command of that name. */
export const prompting = (state: Dashboard, asks: Prompt['asks'], text = ''): Dashboard => ({
  ...state,
  mode: {type: 'prompt', asks, text, fault: undefined, before: state.view, run: currentRun(state)?.id},
});
