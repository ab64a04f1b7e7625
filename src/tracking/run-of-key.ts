import type {Result} from '../runner/failure.ts';
import type {Tracking} from './open-tracking.ts';

/** The earliest run that has a stage with this key. */
export const runOfKey = (tracking: Tracking, key: string): Result<string | undefined> =>
  tracking.read(
    () =>
      tracking
        .prepare<[string], {readonly id: string}>(
          `SELECT id FROM runs JOIN stages ON run = number
           WHERE key = ? AND how IN ('ran', 'cached', 'shared') ORDER BY started, number LIMIT 1`,
        )
        .get(key)?.id,
  );
