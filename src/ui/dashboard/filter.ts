import {ok, type Result} from '../../runner/failure.ts';
import type {RunSummary} from '../../tracking/run-summary.ts';

/** Which runs a filter means: those that hold all of its words. */
export function parseFilter(text: string): Result<(run: RunSummary) => boolean> {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return ok((run) => {
    const said = `${run.experiment} ${run.id} ${run.status} ${run.tags.join(' ')}`.toLowerCase();
    return words.every((word) => said.includes(word));
  });
}
