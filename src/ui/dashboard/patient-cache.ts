import {ok, type Result} from '../../runner/failure.ts';

/** What was read of runs, by their ids. */
export interface PatientCache<T> {
  /** Of those that are there: what was not read yet is read now. */
  readonly want: (ids: readonly string[]) => Result<ReadonlyMap<string, T>>;
  /** It is read again when it is wanted, and it is time. */
  readonly changed: (id: string) => void;
}

interface Options<T> {
  readonly read: (id: string) => Result<T>;
  /** How much room a value takes, in a unit of the caller's. */
  readonly weigh: (value: T) => number;
  /** So much of what is not wanted any more stays at hand. */
  readonly most: number;
  /** Milliseconds, from any moment on. */
  readonly now: () => number;
}

interface Kept<T> {
  readonly value: T;
  readonly weight: number;
  /** Changed since it was read. */
  readonly isStale: boolean;
  /** What changes is not read again before. */
  readonly until: number;
}

/**
 * Keeps what was read, so that it is read once. Of what goes on changing, as the hundred thousand epochs of a training under way, no more
 * than a small part of the time goes into reading it again: what takes long to read is shown a little longer as it was.
 */
export function patientCache<T>({read, weigh, most, now}: Options<T>): PatientCache<T> {
  const kept = new Map<string, Kept<T>>();
  let weight = 0;
  const forget = (id: string) => {
    weight -= kept.get(id)?.weight ?? 0;
    kept.delete(id);
  };
  const readNow = (id: string): Result<T> => {
    const began = now();
    const fresh = read(id);
    forget(id);
    if (!fresh.ok) return fresh;
    const ended = now();
    const own = weigh(fresh.value);
    weight += own;
    kept.set(id, {
      value: fresh.value,
      weight: own,
      isStale: false,
      until: ended - began < quick ? ended : ended + patience * (ended - began),
    });
    return fresh;
  };
  return {
    changed: (id) => {
      const known = kept.get(id);
      if (known !== undefined) kept.set(id, {...known, isStale: true});
    },
    want: (ids) => {
      const found = new Map<string, T>();
      for (const id of ids) {
        const known = kept.get(id);
        if (known !== undefined && (!known.isStale || now() < known.until)) {
          found.set(id, known.value);
          continue;
        }
        const fresh = readNow(id);
        // A run may be gone since it was listed: the next look tells.
        if (!fresh.ok && fresh.failure.code !== 'run-unknown') return fresh;
        if (fresh.ok) found.set(id, fresh.value);
      }
      if (weight > most) for (const id of [...kept.keys()]) if (!found.has(id)) forget(id);
      return ok(found);
    },
  };
}

/** What takes less is read again at every look. */
const quick = 100;
/** Times as long as it took to read something, it is left alone. */
const patience = 4;
