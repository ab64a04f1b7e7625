import {runs} from './1-runs.ts';
import {sweeps} from './2-sweeps.ts';
import {records} from './3-records.ts';
import {sweepRequests} from './4-sweep-requests.ts';
import {accepted} from './5-accepted.ts';

/**
 * The schema's versions in order: the first makes an empty database version 1, the next makes that version 2, and so on.
 * What stands here is never edited: a change is a new file and a new line.
 */
export const migrations: readonly string[] = [runs, sweeps, records, sweepRequests, accepted];
