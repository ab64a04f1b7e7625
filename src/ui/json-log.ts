import type {Listener} from '../runner/events.ts';
import {spellOut} from '../tracking/non-finite.ts';

/** Every event as a line of JSON. What is not finite is text: `"NaN"`. */
export const createJsonLog =
  (out: (text: string) => void): Listener =>
  (event) =>
    out(`${JSON.stringify(event, spellOut)}\n`);
