import type {Event} from '../runner/events.ts';
import type {SweepEvent} from '../sweeps/events.ts';
import {spellOut} from '../tracking/non-finite.ts';

/** Every event as a line of JSON, without the patch that is for the record. What is not finite is text: `"NaN"`. */
export const createJsonLog =
  (out: (text: string) => void) =>
  (event: Event | SweepEvent): void =>
    out(
      `${JSON.stringify(event.type === 'run-started' ? {...event, changes: undefined} : event, spellOut)}\n`,
    );
