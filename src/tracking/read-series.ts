import type {Result} from '../runner/failure.ts';
import {numberOf} from './non-finite.ts';
import type {Tracking} from './open-tracking.ts';
import type {Series} from './run-summary.ts';

/** Every metric of these runs, by id, in order of stage and of first report: one reading, however many runs there are. */
export const readSeries = (
  tracking: Tracking,
  ids: readonly string[],
): Result<ReadonlyMap<string, readonly Series[]>> =>
  tracking.read(() => {
    const all = inOrderOfReport(tracking, ids);
    const positions = stagePositions(tracking, ids);
    for (const [run, series] of all) {
      const positionOf = ({stage}: Series) => positions.get(run)?.get(stage) ?? 0;
      series.sort((a, b) => positionOf(a) - positionOf(b));
    }
    return all;
  });

type Row = readonly [
  run: string,
  metric: number,
  stage: string,
  name: string,
  step: number,
  value: number | null,
  kind: string | null,
];

/** Points lie in the file in this order: nothing is sorted. */
function inOrderOfReport({prepare}: Tracking, ids: readonly string[]): Map<string, Series[]> {
  const rows = prepare<[string], Row>(
    `SELECT runs.id, metric, metric_names.stage, metric_names.name, step, value, kind
     FROM metrics
     JOIN runs ON runs.number = metrics.run
     JOIN metric_names ON metric_names.number = metric
     WHERE metrics.run IN (SELECT number FROM runs WHERE id IN (SELECT value FROM json_each(?)))
     ORDER BY metrics.run, metric, step`,
  ).raw();
  const all = new Map<string, Series[]>();
  let before: {readonly run: string; readonly metric: number} | undefined;
  let points: {readonly step: number; readonly value: number}[] = [];
  for (const [run, metric, stage, name, step, value, kind] of rows.iterate(JSON.stringify(ids))) {
    if (before?.run !== run || before.metric !== metric) {
      before = {run, metric};
      points = [];
      const ofRun = all.get(run);
      if (ofRun === undefined) all.set(run, [{stage, name, points}]);
      else ofRun.push({stage, name, points});
    }
    points.push({step, value: numberOf(value, kind)});
  }
  return all;
}

function stagePositions(
  {prepare}: Tracking,
  ids: readonly string[],
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const rows = prepare<[string], readonly [run: string, stage: string, position: number]>(
    `SELECT runs.id, stages.name, position FROM stages JOIN runs ON runs.number = stages.run
     WHERE runs.id IN (SELECT value FROM json_each(?))`,
  )
    .raw()
    .all(JSON.stringify(ids));
  const positions = new Map<string, Map<string, number>>();
  for (const [run, stage, position] of rows) {
    const ofRun = positions.get(run);
    if (ofRun === undefined) positions.set(run, new Map([[stage, position]]));
    else ofRun.set(stage, position);
  }
  return positions;
}
