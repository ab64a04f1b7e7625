/** The room that a pane has, in columns and rows of the terminal. */
export interface PanePlace {
  readonly width: number;
  readonly rows: number;
}
