import type {Result} from '../runner/failure.ts';
import type {Tracking} from './open-tracking.ts';
import {pinTag} from './pins.ts';

/** A run that has the result of a key among its stages. */
export interface RunOfKey {
  readonly id: string;
  readonly experiment: string;
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly pinned: boolean;
}

/** For every key in the record the runs that have it, newest first. */
export function runsByKey({read, prepare}: Tracking): Result<ReadonlyMap<string, readonly RunOfKey[]>> {
  return read(() => {
    const rows = prepare<
      [string],
      readonly [key: string, id: string, experiment: string, started: number, pinned: number]
    >(
      `SELECT DISTINCT key, id, experiment, started, EXISTS (SELECT 1 FROM tags WHERE tags.run = runs.number AND tag = ?)
       FROM stages JOIN runs ON runs.number = stages.run
       WHERE key IS NOT NULL ORDER BY started DESC, number DESC`,
    )
      .raw()
      .all(pinTag);
    const byKey = new Map<string, RunOfKey[]>();
    for (const [key, id, experiment, started, pinned] of rows) {
      const run = {id, experiment, started, pinned: pinned === 1};
      const runs = byKey.get(key);
      if (runs === undefined) byKey.set(key, [run]);
      else runs.push(run);
    }
    return byKey;
  });
}
