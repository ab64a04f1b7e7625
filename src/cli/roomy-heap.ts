import {setFlagsFromString} from 'node:v8';

/**
 * For a verb that soon holds thousands of runs: the room for young objects, a megabyte at first, grows to the most it may have in one step
 * instead of by doubling. On the way there the same objects would be copied again and again, a sixth of the time of a table of ten thousand runs.
 */
export const growAtOnce = (): void => setFlagsFromString('--semi-space-growth-factor=16');
