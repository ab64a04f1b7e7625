import type {Event} from '../runner/events.ts';
import type {SweepEvent} from '../sweeps/events.ts';
import {spellOut} from '../tracking/non-finite.ts';

/** Every event as a line of JSON. What is not finite is text: `"NaN"`. */
export const createJsonLog =
  (out: (text: string) => void) =>
  (event: Event | SweepEvent): void =>
    out(`${JSON.stringify(event, spellOut)}\n`);
