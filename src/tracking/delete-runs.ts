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

/**
 * Undoes `removeRuns`. The numbers of runs are given again: one whose number another has by now gets a new one. A run that is there
 * already, since somebody else put it back, is left as it is.
 */
export const putBackRuns = (tracking: Tracking, {rows}: RemovedRuns): Result<void> =>
  tracking.write(() => {
    const numbers = new Map<unknown, number>();
    for (const {table, row} of rows) {
      if (table === 'runs') {
        const number = putBackRun(tracking, row);
        if (number !== undefined) numbers.set(row['number'], number);
        continue;
      }
      const run = numbers.get(row['run']);
      if (run !== undefined) insert(tracking, table, {...row, run});
    }
  });

/** Its number; undefined where a run of its id is there. */
function putBackRun(tracking: Tracking, {number, ...row}: Row): number | undefined {
  const isTaken = (column: 'id' | 'number', value: unknown) =>
    tracking.prepare(`SELECT 1 FROM runs WHERE ${column} = ?`).get(value) !== undefined;
  if (isTaken('id', row['id'])) return undefined;
  return insert(tracking, 'runs', isTaken('number', number) ? row : {number, ...row});
}

/** Returns the number of what was inserted. */
function insert({prepare}: Tracking, table: string, row: Row): number {
  const names = Object.keys(row);
  const {lastInsertRowid} = prepare(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  ).run(...Object.values(row));
  return Number(lastInsertRowid);
}
