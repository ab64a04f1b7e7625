import {ok, type Result} from '../runner/failure.ts';
import type {Tracking} from './open-tracking.ts';

/** Reserves an id for a run to come; false where anybody, in any process, has it already. */
export function claimRunId({write, prepare}: Tracking, id: string): Result<boolean> {
  const claimed = write(() => {
    if (prepare<[string], unknown>('SELECT 1 FROM runs WHERE id = ?').get(id) !== undefined) return false;
    return prepare('INSERT INTO run_ids (id) VALUES (?) ON CONFLICT DO NOTHING').run(id).changes === 1;
  });
  return claimed.ok ? ok(claimed.value) : claimed;
}
