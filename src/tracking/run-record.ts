import type {Result} from '../runner/failure.ts';
import type {Fingerprint} from '../runner/fingerprint.ts';
import {readFingerprint} from '../runner/read-fingerprint.ts';
import {acceptances, type Acceptance} from './acceptances.ts';
import {readContent} from './contents.ts';
import type {Tracking} from './open-tracking.ts';

/** What a run is repeated from. A run of an earlier version of the record lacks most of it. */
export interface RunRecord {
  /** The pipeline as it was resolved, in the language of a pipeline file. */
  readonly recipe: string | undefined;
  /** What tracked files had that the commit has not: a patch. */
  readonly changes: string | undefined;
  /** Stage → what decided its result. */
  readonly fingerprints: ReadonlyMap<string, Fingerprint>;
  /** Changes of code over which its results stand. */
  readonly accepted: readonly Acceptance[];
}

/** Of the run with this id. */
export function runRecord(tracking: Tracking, id: string): Result<RunRecord> {
  const {read, prepare} = tracking;
  const accepted = acceptances(tracking);
  if (!accepted.ok) return accepted;
  return read(() => {
    const kept = prepare<[string], {readonly recipe: string | null; readonly changes: string | null}>(
      'SELECT recipe, changes FROM runs WHERE id = ?',
    ).get(id);
    const stages = prepare<[string], {readonly name: string; readonly key: string}>(
      `SELECT name, key FROM stages
       WHERE run = (SELECT number FROM runs WHERE id = ?) AND key IS NOT NULL ORDER BY position`,
    ).all(id);
    const text = (sha256: string | null | undefined) =>
      sha256 == null ? undefined : readContent(tracking, sha256);
    const keys = new Set(stages.map(({key}) => key));
    return {
      accepted: accepted.value.filter(({earlier}) => keys.has(earlier)),
      recipe: text(kept?.recipe),
      changes: text(kept?.changes),
      fingerprints: new Map(
        stages.flatMap(({name, key}) => {
          const fingerprint = readFingerprint(text(key) ?? '');
          return fingerprint === undefined ? [] : [[name, fingerprint] as const];
        }),
      ),
    };
  });
}
