import type {RunSummary} from '../tracking/run-summary.ts';
import {jsonText} from './json.ts';

/** All runs with all they have, newest first: an array with an object a run. */
export const compareJson = (runs: readonly RunSummary[]): string => `${jsonText(runs)}\n`;
