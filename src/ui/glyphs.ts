import type {StageHow} from '../tracking/run-summary.ts';

/** How a stage stands, as one character; a colour may go with it, never instead of it. */
export const stageGlyphs = {
  pending: '·',
  waiting: '·',
  running: '▸',
  ran: '✔',
  cached: '↺',
  shared: '⇄',
  failed: '✖',
  cancelled: '−',
  skipped: '−',
  interrupted: '✖',
} as const satisfies Record<StageHow, string>;

export const runGlyphs = {
  running: '▸',
  done: '✔',
  failed: '✖',
  cancelled: '−',
  interrupted: '✖',
} as const;
