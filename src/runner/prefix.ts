import type {StoreView} from './artifact-store.ts';
import type {Fingerprint} from './fingerprint.ts';
import type {Params} from './pipeline.ts';
import type {Earlier} from './history.ts';
import type {StageDefinition} from './stage-definition.ts';

/**
 * How far a stage goes, where its definition says that a shorter way is the beginning of a longer one.
 * `holds`: whether that is so with these params, or why not; undefined where the definition has no such param.
 */
export interface Stretch {
  readonly holds: true | string | undefined;
  readonly length: number;
  /** All params but the one that says how far. */
  readonly others: Params;
}

export function stretchOf({prefix}: StageDefinition, params: Params): Stretch {
  const {[prefix?.param ?? '']: length, ...others} = params;
  return prefix === undefined || typeof length !== 'number'
    ? {holds: undefined, length: 0, others: params}
    : {holds: prefix.holds(params), length, others};
}

/** Where a stage may begin: not at the beginning, where a shorter result of its kind is kept. */
export interface Start {
  /** The folder in which the shorter one kept what it takes to go on. */
  readonly folder: string;
  readonly threads: number;
  /** How far the shorter one goes. */
  readonly length: number;
  /** In words: goes on from "why it runs". */
  readonly says: string;
}

interface Wanted {
  readonly definition: StageDefinition;
  readonly fingerprint: Fingerprint;
  readonly store: Pick<StoreView, 'kin' | 'state'>;
}

/**
 * The longest shorter result in the store from which this one can go on. Where there are such as differ only in their length and none
 * serves, why that is.
 */
export async function findStart({
  definition,
  fingerprint,
  store,
}: Wanted): Promise<Start | {readonly folder?: undefined; readonly says: string} | undefined> {
  const {prefix} = definition;
  const {holds, length} = stretchOf(definition, fingerprint.params);
  if (prefix === undefined || holds === undefined) return undefined;
  const {param} = prefix;
  const kin = await store.kin(fingerprint, param);
  if (kin.length === 0) return undefined;
  if (holds !== true) return {says: `from the beginning: ${holds}`};
  const lengthOf = (each: Earlier) => Number(each.fingerprint.params[param]);
  const shorter = kin.filter((each) => lengthOf(each) < length).sort((a, b) => lengthOf(b) - lengthOf(a));
  for (const each of shorter) {
    const state = await store.state(each.key);
    if (state === undefined) continue;
    const {folder, run, threads} = state;
    return {
      folder,
      threads,
      length: lengthOf(each),
      says: `continues from ${param} ${lengthOf(each)} of run ${run}`,
    };
  }
  const longer = kin.find((each) => lengthOf(each) > length);
  return shorter.length === 0 && longer !== undefined
    ? {says: `from the beginning: what is kept of ${param} ${lengthOf(longer)} leads on from there, not back`}
    : undefined;
}
