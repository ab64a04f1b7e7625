import {ok, type Result} from '../runner/failure.ts';
import type {Tracking} from './open-tracking.ts';

type Row = Readonly<Record<string, unknown>>;

/** Everything that the record held of some runs, so that they can be put back. */
export interface RemovedRuns {
  readonly ids: readonly string[];
  readonly rows: readonly {readonly table: string; readonly row: Row}[];
}

/** In the order in which they can be put back: what others refer to comes first. */
const tables = ['runs', 'params', 'stages', 'metrics', 'latest_metrics', 'tags', 'notes'] as const;

/** Takes runs out of the record. Their artifacts stay in the store until it is cleaned; their ids are not given again. */
export function removeRuns(tracking: Tracking, ids: readonly string[]): Result<RemovedRuns> {
  const {write, prepare} = tracking;
  if (ids.length === 0) return ok({ids, rows: []});
  const chosen = 'SELECT number FROM runs WHERE id IN (SELECT value FROM json_each(?))';
  const given = JSON.stringify(ids);
  return write(() => {
    const rows = tables.flatMap((table) =>
      prepare<[string], Row>(
        `SELECT * FROM ${table} WHERE ${table === 'runs' ? 'number' : 'run'} IN (${chosen})`,
      )
        .all(given)
        .map((row) => ({table, row})),
    );
    // What hangs on a run goes with it.
    prepare<[string], never>(`DELETE FROM runs WHERE number IN (${chosen})`).run(given);
    return {ids, rows};
  });
}

/** Undoes `removeRuns`. */
export const putBackRuns = ({write, prepare}: Tracking, {rows}: RemovedRuns): Result<void> =>
  write(() => {
    for (const {table, row} of rows) {
      const names = Object.keys(row);
      prepare(
        `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`,
      ).run(...Object.values(row));
    }
  });
