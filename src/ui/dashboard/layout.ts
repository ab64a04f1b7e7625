import type {Dashboard} from './state.ts';

/** How the screen is shared out. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Lines for runs, below the line of titles; 0 where a pane has the whole screen. */
  readonly tableRows: number;
  /** Lines for a pane, below its line of tabs; 0 where there is none. */
  readonly paneRows: number;
}

export function layoutOf({size, pane, table}: Pick<Dashboard, 'size' | 'pane' | 'table'>): Layout {
  // The last column stays free: terminals differ in what they do once it is written.
  const width = Math.max(10, size.columns - 1);
  const height = Math.max(5, size.rows);
  const inside = height - header - footer;
  if (pane.zoomed) return {width, height, tableRows: 0, paneRows: inside - tabs};
  if (height < leastForBoth) return {width, height, tableRows: inside - titles, paneRows: 0};
  const shared = inside - titles - tabs;
  const tableRows = Math.min(Math.ceil(shared * 0.45), Math.max(fewRows, table.rows.length));
  return {width, height, tableRows, paneRows: shared - tableRows};
}

const [header, footer, titles, tabs] = [1, 1, 1, 1];
const leastForBoth = 18;
/** A study of a few runs leaves the rest of the screen to the pane. */
const fewRows = 4;
