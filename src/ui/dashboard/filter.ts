import {ok, type Result} from '../../runner/failure.ts';
import {runFilter} from '../../tracking/filter/filter-runs.ts';
import type {RunSummary} from '../../tracking/run-summary.ts';
import type {Dashboard} from './state.ts';

/** Which runs a filter means. A name that no run here has is a fault. */
export const parseFilter = (
  text: string,
  {runs, now}: Pick<Dashboard, 'runs' | 'now'>,
): Result<(run: RunSummary) => boolean> =>
  text.trim() === '' ? ok(() => true) : runFilter(text, {runs, now});
