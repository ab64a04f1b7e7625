import type {StoreView} from './artifact-store.ts';
import {nearest, type Nearest} from './causes.ts';
import type {Fingerprint} from './fingerprint.ts';
import type {Earlier} from './history.ts';

/** The nearest earlier time, and whether its result could still be taken. */
export interface Comparison extends Nearest {
  readonly stored: boolean;
}

/** Compares a stage as it would be now with what was made before. */
export async function compareNow(
  stage: string,
  fingerprint: Fingerprint,
  {earlier, store}: {readonly earlier: readonly Earlier[]; readonly store: StoreView},
): Promise<Comparison | undefined> {
  const found = await nearest(stage, fingerprint, {earlier, history: store});
  if (found === undefined) return undefined;
  return {...found, stored: (await store.find(found.earlier.key)).found === 'whole'};
}

/** Compares what was made under a key with what was made before it: why it had to be made. */
export async function compareThen(
  key: string,
  definition: string,
  store: StoreView,
): Promise<{readonly made: Earlier; readonly comparison: Comparison | undefined} | undefined> {
  const all = await store.earlier(definition);
  const position = all.findIndex((each) => each.key === key);
  const made = all[position];
  if (made === undefined) return undefined;
  const earlier = all.slice(0, position);
  return {made, comparison: await compareNow(made.stage, made.fingerprint, {earlier, store})};
}
