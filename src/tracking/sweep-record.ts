import {fail, ok, type Result} from '../runner/failure.ts';
import {ownerOf, ownMark} from '../runner/process-mark.ts';
import type {Decision, Outcome} from '../sweeps/decision.ts';
import type {History} from '../sweeps/conduct.ts';
import {sweepRuns} from './failures.ts';
import type {SweepRequest} from '../sweeps/steering.ts';
import type {Tracking} from './open-tracking.ts';
import {addedBy, isPausing, readRequests, stoppedBy, writeRequest} from './sweep-requests.ts';

/** What a sweep decided and what came of it, as kept; open for more. */
export interface SweepRecord {
  readonly history: History;
  /** Trials side by side, as the sweep began: its decisions rest on that number. */
  readonly lanes: number;
  /** Before it is acted upon. `run`: the id that its run will have. */
  readonly decided: (decision: Decision, run: string) => Result<unknown>;
  readonly finished: (outcome: Outcome) => Result<unknown>;
  readonly ended: (status: 'done' | 'cancelled', reason: string) => Result<unknown>;
  /** Trials added to its budget before. */
  readonly added: number;
  /** Trials that were to stop before, whether they came to it or not. */
  readonly stopped: readonly number[];
  /** What was asked of it since this was asked last. */
  readonly asked: () => Result<readonly SweepRequest[]>;
  /** Asks something of it, as another terminal would. */
  readonly ask: (request: SweepRequest) => Result<unknown>;
}

interface Wanted {
  readonly name: string;
  /** Equal for sweeps that may go on from each other's decisions. */
  readonly identity: string;
  readonly spec: unknown;
  readonly lanes: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

interface SweepRow {
  readonly number: number;
  readonly status: string;
  readonly process: string;
  readonly lanes: number;
}

/** The newest sweep of that name and identity, or a new one. Refused while another process sees to it. */
export function openSweepRecord(tracking: Tracking, wanted: Wanted): Result<SweepRecord> {
  const {write, read, prepare} = tracking;
  const {name, identity, spec, lanes, now} = wanted;
  const process = ownMark();
  const opened = write((): Result<Pick<SweepRecord, 'history' | 'lanes'> & {readonly number: number}> => {
    const row = findSweepOf(tracking, name, identity);
    if (row === undefined) {
      const {lastInsertRowid} = prepare(
        `INSERT INTO sweeps (name, identity, spec, started, lanes, status, process) VALUES (?, ?, ?, ?, ?, 'running', ?)`,
      ).run(name, identity, JSON.stringify(spec), now(), lanes, process);
      return ok({number: Number(lastInsertRowid), lanes, history: {decisions: [], outcomes: []}});
    }
    const {number, status} = row;
    if (status === 'running' && row.process !== process && ownerOf(row.process) === 'alive')
      return fail(sweepRuns(name));
    prepare(
      `UPDATE sweeps SET status = 'running', reason = NULL, process = ?, spec = ? WHERE number = ?`,
    ).run(process, JSON.stringify(spec), number);
    // Whoever begins it again means it to go on.
    if (isPausing(readRequests(tracking, number, 0)))
      writeRequest(tracking, {sweep: number, at: now(), request: {kind: 'resume'}});
    return ok({number, lanes: row.lanes, history: historyOf(tracking, number)});
  });
  if (!opened.ok) return opened;
  if (!opened.value.ok) return opened.value;
  const {number, history, lanes: began} = opened.value.value;
  const before = readRequests(tracking, number, 0);
  let last = before.at(-1)?.number ?? 0;
  return ok({
    added: addedBy(before),
    stopped: stoppedBy(before),
    asked: () =>
      read(() => {
        const asked = readRequests(tracking, number, last);
        last = asked.at(-1)?.number ?? last;
        return asked.map(({request}) => request);
      }),
    ask: (request) => write(() => writeRequest(tracking, {sweep: number, at: now(), request})),
    history,
    lanes: began,
    decided: (decision, run) =>
      write(() =>
        prepare(
          `INSERT INTO sweep_decisions (sweep, number, trial, at, run, body) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET run = excluded.run`,
        ).run(number, decision.number, decision.trial, now(), run, JSON.stringify(decision)),
      ),
    finished: (outcome) =>
      write(() =>
        prepare(
          `INSERT INTO sweep_outcomes (sweep, decision, trial, at, run, body) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET at = excluded.at, run = excluded.run, body = excluded.body`,
        ).run(number, outcome.decision, outcome.trial, now(), outcome.run, JSON.stringify(outcome)),
      ),
    ended: (status, reason) =>
      write(() =>
        prepare('UPDATE sweeps SET status = ?, reason = ? WHERE number = ?').run(status, reason, number),
      ),
  });
}

/** The newest sweep of that name and identity. */
export const findSweepOf = ({prepare}: Tracking, name: string, identity: string): SweepRow | undefined =>
  prepare<[string, string], SweepRow>(
    'SELECT number, status, process, lanes FROM sweeps WHERE name = ? AND identity = ? ORDER BY number DESC LIMIT 1',
  ).get(name, identity);

/** Trials by which its budget was raised. */
export const addedTo = (tracking: Tracking, sweep: number): number =>
  addedBy(readRequests(tracking, sweep, 0));

/** What it decided and what came of it. */
export function historyOf({prepare}: Tracking, sweep: number): History {
  const bodies = (sql: string) =>
    prepare<[number], {readonly body: string}>(sql)
      .all(sweep)
      .map(({body}): unknown => JSON.parse(body));
  // Both were written by this file; whether they are whole is SQLite's care.
  return {
    decisions: bodies('SELECT body FROM sweep_decisions WHERE sweep = ? ORDER BY number') as Decision[],
    outcomes: bodies('SELECT body FROM sweep_outcomes WHERE sweep = ? ORDER BY decision') as Outcome[],
  };
}
