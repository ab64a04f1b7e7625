import type {Result} from '../runner/failure.ts';
import type {Tracking} from './open-tracking.ts';

/** The tag of runs that people have put aside: the dashboard leaves them out. */
export const archivedTag = 'archived';

/** Adds tags to runs and takes others away.. */
export function changeTags(
  {write, prepare}: Tracking,
  ids: readonly string[],
  {add, remove}: {readonly add: readonly string[]; readonly remove: readonly string[]},
): Result<void> {
  return write(() => {
    for (const id of ids) {
      for (const tag of add) {
        prepare(
          `INSERT INTO tags (run, tag) SELECT number, ? FROM runs WHERE id = ? ON CONFLICT DO NOTHING`,
        ).run(tag, id);
      }
      for (const tag of remove) {
        prepare('DELETE FROM tags WHERE tag = ? AND run = (SELECT number FROM runs WHERE id = ?)').run(
          tag,
          id,
        );
      }
    }
  });
}

/** Writes down what somebody thought about a run. `at` in milliseconds since 1970. */
export const addNote = (
  {write, prepare}: Tracking,
  id: string,
  {note, at}: {readonly note: string; readonly at: number},
): Result<void> =>
  write(() => {
    prepare('INSERT INTO notes (run, written, note) SELECT number, ?, ? FROM runs WHERE id = ?').run(
      at,
      note,
      id,
    );
  });

/** The mark of the process that a run under way belongs to; undefined where there is no such run, or it ended. */
export const processOf = ({read, prepare}: Tracking, id: string): Result<string | undefined> =>
  read(
    () =>
      prepare<[string], {readonly process: string}>(
        `SELECT process FROM runs WHERE id = ? AND status = 'running'`,
      ).get(id)?.process,
  );
