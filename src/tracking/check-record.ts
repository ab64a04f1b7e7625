import type {Result} from '../runner/failure.ts';
import type {Tracking} from './open-tracking.ts';

interface RecordCheck {
  readonly runs: number;
  /** What SQLite finds wrong, in its own words; none where the record is whole. */
  readonly faults: readonly string[];
}

/** Reads all of the record. */
export const checkRecord = ({read, prepare}: Tracking): Result<RecordCheck> =>
  read(() => {
    const integrity = prepare<[], readonly [string]>('PRAGMA integrity_check(10)').raw().all();
    const orphans = prepare<[], readonly [table: string, row: number | null, parent: string]>(
      'PRAGMA foreign_key_check',
    )
      .raw()
      .all();
    const spoilt = prepare<[], readonly [number]>(
      'SELECT count(*) FROM runs WHERE NOT (json_valid(params) AND json_valid(environment) AND json_valid(facts))',
    )
      .raw()
      .get()?.[0];
    const runs = prepare<[], readonly [number]>('SELECT count(*) FROM runs').raw().get()?.[0] ?? 0;
    const faults = [
      ...(spoilt === undefined || spoilt === 0
        ? []
        : [`what ${spoilt === 1 ? 'a run' : `${spoilt} runs`} had cannot be read`]),
      ...integrity.map(([said]) => said).filter((said) => said !== 'ok'),
      ...orphans
        .slice(0, 10)
        .map(([table, , parent]) => `a row of ${table} names one of ${parent} that is not there`),
    ];
    return {runs, faults};
  });
