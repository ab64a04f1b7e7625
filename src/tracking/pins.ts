import type {Result} from '../runner/failure.ts';
import {findRun} from './find-run.ts';
import type {Tracking} from './open-tracking.ts';

/** A run with this tag keeps its artifacts, whatever is asked of `epochal gc`. */
export const pinTag = 'pinned';

export interface Pinned {
  /** Of the run. */
  readonly id: string;
  /** Whether that is new: it was not so before. */
  readonly changed: boolean;
}

/** Pins a run, named as for `findRun`, or unpins it. */
export function setPin(tracking: Tracking, name: string, pinned: boolean): Result<Pinned> {
  const id = findRun(tracking, name);
  if (!id.ok) return id;
  const sql = pinned
    ? 'INSERT INTO tags (tag, run) SELECT ?, number FROM runs WHERE id = ? ON CONFLICT DO NOTHING'
    : 'DELETE FROM tags WHERE tag = ? AND run = (SELECT number FROM runs WHERE id = ?)';
  return tracking.write(() => ({
    id: id.value,
    changed: tracking.prepare(sql).run(pinTag, id.value).changes > 0,
  }));
}
