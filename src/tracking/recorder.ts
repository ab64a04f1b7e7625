import type {Event, Listener} from '../runner/events.ts';
import type {Failure} from '../runner/failure.ts';
import {ownMark} from '../runner/process-mark.ts';
import type {Tracking} from './open-tracking.ts';
import {writeEvent} from './write-event.ts';
import {metricWriters} from './write-metrics.ts';

interface Options {
  /** Told once when the record cannot be written; the execution goes on, and the record is caught up with when it can be. */
  readonly onFailure?: (failure: Failure) => void;
}

/**
 * Writes events into the record as they come, each in a transaction of its own, so that other processes can follow.
 * A run is written from the moment on when something has to be done for it: one whose every stage was cached, and which equals an earlier
 * one, leaves nothing.
 */
export function createRecorder(tracking: Tracking, {onFailure}: Options = {}): Listener {
  const process = ownMark();
  let metricWriter: ReturnType<typeof metricWriters> | undefined;
  const held = new Map<string, Event[]>();
  let pending: Event[] = [];
  let pipeline = '';
  let tryAgainAt = 0;
  let told = false;

  const flush = (now: number, atAnyCost: boolean): void => {
    if (pending.length === 0 || (now < tryAgainAt && !atAnyCost)) return;
    const written = tracking.write(() => {
      // Its statements are not to be had of a table that somebody changed.
      metricWriter ??= metricWriters(tracking);
      const metrics = metricWriter();
      for (const event of pending) writeEvent(event, {tracking, metrics, pipeline, process});
      metrics.flush();
    });
    if (written.ok) {
      pending = [];
      return;
    }
    // Waiting for a lock blocks this thread: not again at every event.
    tryAgainAt = now + pause;
    if (!told) onFailure?.(written.failure);
    told = true;
  };

  return (event) => {
    if (event.type === 'execution-started') pipeline = event.pipeline;
    if (event.type === 'execution-started' || event.type === 'execution-done') {
      flush(event.at, true);
      return;
    }
    const before = event.type === 'run-started' ? [] : held.get(event.run);
    if (before === undefined) {
      pending.push(event);
    } else if (event.type === 'run-done' && event.equals !== undefined) {
      held.delete(event.run);
      forget(tracking, event.run);
    } else if (settlesNothing(event)) {
      before.push(event);
      held.set(event.run, before);
    } else {
      held.delete(event.run);
      for (const each of before) pending.push(each);
      pending.push(event);
    }
    flush(event.at, event.type === 'run-done');
  };
}

/** Milliseconds. */
const pause = 30_000;

/** Whether after this the run may still turn out to be a repeat. */
const settlesNothing = (event: Event): boolean =>
  event.type === 'run-started' ||
  event.type === 'stage-reported' ||
  (event.type === 'stage-done' && event.how === 'cached');

/** The claim on the id of a run that left nothing. A failure here costs a row of no meaning. */
const forget = ({write, prepare}: Tracking, run: string): void => {
  write(() => prepare('DELETE FROM run_ids WHERE id = ?').run(run));
};
