import type {RunDetail} from '../../../tracking/run-summary.ts';
import {runPage} from '../../run-page.ts';
import type {Line} from '../line.ts';
import {currentRun, type Dashboard} from '../state.ts';

/** Everything about the run under the cursor, its stages first: what `epochal show` prints. */
export function stagesPane(state: Dashboard): readonly Line[] {
  const run = currentRun(state);
  const detail = run === undefined ? undefined : state.read.details.get(run.id);
  if (detail === undefined) return [[{text: run === undefined ? 'No run is chosen.' : 'reading', dim: true}]];
  const known = pages.get(detail);
  if (known !== undefined) return known;
  const lines = runPage(detail)
    .trimEnd()
    .split('\n')
    .map((text): Line => (/^\S/.test(text) ? [{text, bold: true}] : [{text}]));
  pages.set(detail, lines);
  return lines;
}

/** Of a run as it was read: it is shown at every key. */
const pages = new WeakMap<RunDetail, readonly Line[]>();
