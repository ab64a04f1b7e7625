import {fail, ok, type Result} from '../runner/failure.ts';
import {ownerOf} from '../runner/process-mark.ts';
import type {SweepRequest} from '../sweeps/steering.ts';
import {sweepIdle, sweepNowhere} from './failures.ts';
import type {Tracking} from './open-tracking.ts';

/** Something that was asked, in the order of its number. */
interface Asked {
  readonly number: number;
  readonly request: SweepRequest;
}

/** What was asked of a sweep after the request of that number. */
export function readRequests({prepare}: Tracking, sweep: number, after: number): readonly Asked[] {
  return prepare<[number, number], {readonly number: number; readonly body: string}>(
    'SELECT number, body FROM sweep_requests WHERE sweep = ? AND number > ? ORDER BY number',
  )
    .all(sweep, after)
    .map(({number, body}) => ({number, request: JSON.parse(body) as SweepRequest}));
}

export function writeRequest(
  {prepare}: Tracking,
  {sweep, at, request}: {readonly sweep: number; readonly at: number; readonly request: SweepRequest},
): void {
  prepare('INSERT INTO sweep_requests (sweep, at, body) VALUES (?, ?, ?)').run(
    sweep,
    at,
    JSON.stringify(request),
  );
}

/** Trials by which the budget was raised. */
export const addedBy = (asked: readonly Asked[]): number =>
  asked.reduce((sum, {request}) => (request.kind === 'add' ? sum + request.trials : sum), 0);

/** Trials that were stopped by hand. */
export const stoppedBy = (asked: readonly Asked[]): readonly number[] =>
  asked.flatMap(({request}) => (request.kind === 'stop-trial' ? [request.trial] : []));

/** Whether it was to pause, and not to go on since. */
export const isPausing = (asked: readonly Asked[]): boolean =>
  asked.findLast(({request: {kind}}) => kind === 'pause' || kind === 'resume')?.request.kind === 'pause';

/** A sweep as it stands in the record. */
export interface SweepRow {
  readonly number: number;
  readonly name: string;
  readonly spec: string;
  readonly started: number;
  readonly lanes: number;
  readonly status: 'running' | 'done' | 'cancelled';
  readonly reason: string | null;
  readonly process: string;
}

/** The one of that name that goes on now, else that in which something was decided last; undefined where none ever ran. */
export function findSweepRow({prepare}: Tracking, name: string): SweepRow | undefined {
  const rows = prepare<[string], SweepRow>(
    `SELECT number, name, spec, started, lanes, status, reason, process FROM sweeps
     WHERE name = ?
     ORDER BY coalesce((SELECT max(at) FROM sweep_decisions WHERE sweep = sweeps.number), started) DESC, number DESC`,
  ).all(name);
  return rows.find((row) => isAlive(row)) ?? rows[0];
}

/** Whether a process sees to it now. */
export const isAlive = ({status, process}: SweepRow): boolean =>
  status === 'running' && ownerOf(process) === 'alive';

/** Asks something of a sweep, from another process. One that nobody sees to can only be given more trials. */
export function askSweep(
  tracking: Tracking,
  name: string,
  {request, now}: {readonly request: SweepRequest; readonly now: number},
): Result<SweepRow> {
  const asked = tracking.write((): Result<SweepRow> => {
    const row = findSweepRow(tracking, name);
    if (row === undefined) return fail(sweepNowhere(name));
    if (!isAlive(row) && request.kind !== 'add') return fail(sweepIdle(name));
    writeRequest(tracking, {sweep: row.number, at: now, request});
    return ok(row);
  });
  return asked.ok ? asked.value : asked;
}
