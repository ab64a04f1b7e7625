import {fail, ok, type Result} from '../runner/failure.ts';
import {runAmbiguous, runUnknown} from './failures.ts';
import type {Tracking} from './open-tracking.ts';
import {signatureOf} from './write-event.ts';

/** The id of the run that people mean by its id, the beginning of it, or an experiment: then the newest of its runs. */
export function findRun(tracking: Tracking, name: string): Result<string> {
  const found = tracking.read(() => candidates(tracking, name));
  if (!found.ok) return found;
  const {exact, begins, ofExperiment} = found.value;
  if (exact) return ok(name);
  const [newest] = ofExperiment;
  if (newest !== undefined) return ok(newest);
  const [only, ...others] = begins;
  if (only === undefined) return fail(runUnknown(name));
  return others.length === 0 ? ok(only) : fail(runAmbiguous(name, begins));
}

/** All that a name means, for a listing: one run, or every run of an experiment. */
export function findRuns(tracking: Tracking, name: string): Result<readonly string[]> {
  const found = tracking.read(() => candidates(tracking, name));
  if (!found.ok) return found;
  if (!found.value.exact && found.value.ofExperiment.length > 0) return ok(found.value.ofExperiment);
  const one = findRun(tracking, name);
  return one.ok ? ok([one.value]) : one;
}

interface Candidates {
  readonly exact: boolean;
  readonly begins: readonly string[];
  /** Newest first. */
  readonly ofExperiment: readonly string[];
}

function candidates({prepare}: Tracking, name: string): Candidates {
  const ids = (sql: string, ...given: string[]) =>
    prepare<string[], {readonly id: string}>(sql)
      .all(...given)
      .map(({id}) => id);
  return {
    exact: ids('SELECT id FROM runs WHERE id = ?', name).length > 0,
    // A range, so that the index serves; U+10FFFF comes after every character.
    begins: ids('SELECT id FROM runs WHERE id >= ? AND id < ? ORDER BY id', name, `${name}\u{10ffff}`),
    ofExperiment: ids('SELECT id FROM runs WHERE experiment = ? ORDER BY started DESC, number DESC', name),
  };
}

/** The earliest run that is done and whose stages had exactly these keys: stage → key. */
export function findEqualRun(
  tracking: Tracking,
  keys: Readonly<Record<string, string>>,
): Result<string | undefined> {
  return tracking.read(
    () =>
      tracking
        .prepare<[string], {readonly id: string}>(
          `SELECT id FROM runs WHERE signature = ? AND status = 'done' ORDER BY started, number LIMIT 1`,
        )
        .get(signatureOf(keys))?.id,
  );
}
