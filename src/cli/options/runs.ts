import type {PaneName} from '../../ui/dashboard/state.ts';

/** What may be given to the verbs about runs: as `verbs/runs.ts` declares it, and the verbs take it. */

export interface CompareOptions {
  readonly file: string;
  readonly plain?: true;
  readonly where?: string;
  readonly sort?: string;
  readonly columns?: string;
  readonly onlyDifferences?: true;
  readonly baseline?: string;
  readonly group?: true;
  readonly limit?: number;
  readonly failIf?: string;
  readonly pane?: PaneName;
  readonly metric?: string;
  readonly images?: 'kitty' | 'sixel' | 'blocks' | 'none';
  readonly json?: true;
  readonly csv?: true;
  readonly md?: true;
}

export interface ReportOptions {
  readonly file: string;
  readonly output: string;
  readonly where?: string;
  readonly sort?: string;
  readonly baseline?: string;
  readonly limit?: number;
  readonly figures?: string;
  readonly open?: true;
}

export interface ShowOptions {
  readonly file: string;
  readonly pipeline?: true;
  readonly diff?: true;
  readonly json?: true;
}
