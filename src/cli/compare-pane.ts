import {fail, ok, type Result} from '../runner/failure.ts';
import {tooManyForPane} from '../tracking/failures.ts';
import {listRuns} from '../tracking/list-runs.ts';
import type {Tracking} from '../tracking/open-tracking.ts';
import {runDetail} from '../tracking/run-detail.ts';
import type {RunSummary} from '../tracking/run-summary.ts';
import {readEvaluation} from '../ui/evaluation.ts';
import type {Directions} from '../ui/run-columns.ts';
import {paneSheets} from '../ui/sheets/pane-sheets.ts';
import type {PaneRun} from '../ui/sheets/pane-subject.ts';
import {sheetForms} from '../ui/sheets/sheet.ts';
import type {CompareOptions} from './options/runs.ts';

interface Asked {
  /** In the order in which they are shown. */
  readonly runs: readonly RunSummary[];
  /** Stands first. */
  readonly baseline: RunSummary | undefined;
  readonly options: CompareOptions;
  readonly metrics: Directions;
  /** The store of artifacts. */
  readonly artifacts: string;
  /** Columns of the screen; left out, nothing is cut. */
  readonly width: number | undefined;
}

/** `epochal compare --pane`: what a pane of the dashboard shows of these runs, in the form asked for. */
export function paneText(tracking: Tracking, pane: keyof typeof paneSheets, asked: Asked): Result<string> {
  const {runs, baseline, options, metrics, artifacts, width} = asked;
  const shown = baseline === undefined ? runs : [baseline, ...runs.filter(({id}) => id !== baseline.id)];
  if (shown.length > most) return fail(tooManyForPane(shown.length, most));
  const read: PaneRun[] = [];
  for (const {id} of shown) {
    const detail = runDetail(tracking, id, {metrics});
    if (!detail.ok) return detail;
    read.push({detail: detail.value, evaluation: readEvaluation(artifacts, detail.value)});
  }
  const all = pane === 'differences' ? listRuns(tracking, {metrics}) : ok([]);
  if (!all.ok) return all;
  const sheet = paneSheets[pane]({
    runs: read,
    all: all.value,
    metrics,
    ...(options.metric === undefined ? {} : {metric: options.metric}),
  });
  if (options.json === true) return ok(sheetForms.json(sheet));
  if (options.csv === true) return ok(sheetForms.csv(sheet));
  return ok(options.md === true ? sheetForms.md(sheet) : sheetForms.plain(sheet, width));
}

/** Beyond it nobody sees anything, and each is read whole. */
const most = 100;
