import type {AcceptedChange, CodeChange} from '../runner/accepted.ts';
import type {Result} from '../runner/failure.ts';
import {openTracking, type Tracking} from './open-tracking.ts';

/** A change of code that was accepted as cosmetic, as the record has it. */
export interface Acceptance extends AcceptedChange {
  readonly stage: string;
  /** Key of the result that stands for the code of after, too. */
  readonly earlier: string;
  readonly note: string | null;
  /** When it was taken back: milliseconds since 1970. */
  readonly undone: number | null;
}

/** All that was ever accepted, newest first. */
export const acceptances = (tracking: Tracking): Result<readonly Acceptance[]> =>
  tracking.read(() => readAcceptances(tracking));

/** The same within a reading of more. */
export const readAcceptances = ({prepare}: Tracking): readonly Acceptance[] =>
  prepare<[], Omit<Acceptance, 'changes'> & {readonly changes: string}>(
    `SELECT at, stage, definition, earlier, changes, what, note, undone FROM accepted ORDER BY number DESC`,
  )
    .all()
    .flatMap(({changes, ...row}) => {
      const read = readChanges(changes);
      return read === undefined ? [] : [{...row, changes: read}];
    });

/** What stands of it. Where the record cannot be read, none: then stages run that could have been spared. */
export function standing(tracking: Tracking): readonly Acceptance[] {
  const all = acceptances(tracking);
  return all.ok ? all.value.filter(stands) : [];
}

export const stands = ({undone}: Acceptance): boolean => undone === null;

/** The same of a record that may not be there; it is not made. */
export function standingIn(record: string): readonly Acceptance[] {
  const tracking = openTracking(record, {create: false});
  if (!tracking.ok) return [];
  const all = standing(tracking.value);
  tracking.value.close();
  return all;
}

export const accept = (
  {write, prepare}: Tracking,
  all: readonly Omit<Acceptance, 'undone'>[],
): Result<void> =>
  write(() => {
    for (const {at, stage, definition, earlier, changes, what, note} of all)
      prepare(
        'INSERT INTO accepted (at, stage, definition, earlier, changes, what, note) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ).run(at, stage, definition, earlier, JSON.stringify(changes), what, note);
  });

/** Takes back what was last accepted for a stage. Gives what that was; none where nothing is left to take back. */
export function undoAcceptance(tracking: Tracking, stage: string, at: number): Result<readonly Acceptance[]> {
  return tracking.write(() => {
    const standing = readAcceptances(tracking).filter((each) => each.stage === stage && stands(each));
    const last = standing.filter((each) => each.at === standing[0]?.at);
    for (const each of last)
      tracking
        .prepare('UPDATE accepted SET undone = ? WHERE stage = ? AND at = ? AND undone IS NULL')
        .run(at, stage, each.at);
    return last;
  });
}

/** A record may be anybody's work. */
function readChanges(text: string): readonly CodeChange[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every(isChange) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isChange = (value: unknown): value is CodeChange =>
  typeof value === 'object' &&
  value !== null &&
  'field' in value &&
  (value.field === 'code' || value.field === 'command') &&
  ['name', 'before', 'after'].every((name) => typeof (value as Record<string, unknown>)[name] === 'string');
