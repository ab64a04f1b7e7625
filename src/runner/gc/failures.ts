import type {Failure} from '../failure.ts';

/** All texts about clearing up that cannot be done. */

export const collectionUnderWay = (lock: string): Failure => ({
  code: 'gc-under-way',
  blame: 'outside',
  what: 'Another process is clearing up this store.',
  where: {file: lock},
  todo: 'Wait until it is done, then try again.',
});
