import {spellOut} from '../tracking/non-finite.ts';

/** A document for `--json`. What is not finite is text: `"NaN"`. */
export const jsonText = (value: unknown): string => JSON.stringify(value, spellOut, 2);
