import {keyOf, type Fingerprint} from './fingerprint.ts';
import {findStart, stretchOf} from './prefix.ts';
import type {StageDefinition} from './stage-definition.ts';

/** Where a stage that would run begins, as far as one run can tell. */
export interface Beginning {
  readonly param: string;
  readonly length: number;
  /** Equal for those of one execution that are done one after the other; undefined where none goes on from another. */
  readonly series?: string;
  /** What in the store it goes on from, or why from nothing. */
  readonly start?: Awaited<ReturnType<typeof findStart>>;
}

interface Looked {
  readonly definition: StageDefinition;
  readonly fingerprint: Fingerprint;
  readonly store: Parameters<typeof findStart>[0]['store'];
  /** Whether all inputs are there: else nothing in the store can be of its kind. */
  readonly known: boolean;
}

/** Undefined where a shorter way is no beginning of a longer one. */
export async function beginningOf({
  definition,
  fingerprint,
  store,
  known,
}: Looked): Promise<Beginning | undefined> {
  const {holds, length, others} = stretchOf(definition, fingerprint.params);
  if (definition.prefix === undefined || holds === undefined) return undefined;
  const start = known ? await findStart({definition, fingerprint, store}) : undefined;
  return {
    param: definition.prefix.param,
    length,
    ...(holds === true && {series: keyOf({...fingerprint, params: others})}),
    ...(start && {start}),
  };
}

/** In words, beside the other stages that would run: goes on from why it runs. `of`: whose each is. */
export function beginningWords(
  {param, length, series, start}: Beginning,
  others: readonly {readonly of: string; readonly beginning: Beginning}[],
): string | undefined {
  const [furthest] = others
    .filter(({beginning}) => series !== undefined && beginning.series === series && beginning.length < length)
    .sort((a, b) => b.beginning.length - a.beginning.length);
  const kept = start?.folder === undefined ? 0 : start.length;
  return furthest === undefined || furthest.beginning.length <= kept
    ? start?.says
    : `continues from ${param} ${furthest.beginning.length} of ${furthest.of}`;
}
