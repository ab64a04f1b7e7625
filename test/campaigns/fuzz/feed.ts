import {stream} from '../../../src/ml/random.ts';
import {programTarget} from './program.ts';
import {recordTarget} from './record.ts';
import {storeTarget} from './store.ts';
import type {Target} from './target.ts';
import {yamlTargets} from './yaml.ts';

interface Asked {
  readonly cases: number;
  readonly seed: number;
  /** Targets with one of these words in their name; left out, all. */
  readonly only?: readonly string[] | undefined;
  /** How many of the mutants are given to the program itself. */
  readonly processes: number;
}

interface Fed {
  /** Target → mutants. */
  readonly counts: ReadonlyMap<string, number>;
  readonly problems: readonly string[];
}

/** Pipelines, experiments and sweeps 30, 15 and 20 in a hundred; stores 20, records 15. */
const shares = [0.3, 0.15, 0.2, 0.2, 0.15] as const;

/** Feeds mutants to every reader; each can be fed again by its name, number and seed. */
export async function feedAll({cases, seed, processes, only}: Asked): Promise<Fed> {
  const targets = [...(await yamlTargets()), await storeTarget(), await recordTarget()];
  const portions = targets.map((target, each) => [target, Math.round(cases * (shares[each] ?? 0))] as const);
  const counts = new Map<string, number>();
  const problems: string[] = [];
  for (const [target, count] of [...portions, [await programTarget(), processes] as const]) {
    const isWanted = only === undefined || only.some((word) => target.name.includes(word));
    for (let number = 0; isWanted && number < count; number++) {
      const wrong = await feed(target, seed, number);
      if (wrong !== undefined) problems.push(`${target.name} ${number} of seed ${seed}: ${wrong}`);
    }
    if (isWanted) counts.set(target.name, count);
    await target.close();
  }
  return {counts, problems};
}

/** Longer than it may take to read anything so small, on the slowest of days. Milliseconds. */
const patience = 20_000;

async function feed({name, feed: read}: Target, seed: number, number: number): Promise<string | undefined> {
  const began = performance.now();
  try {
    const wrong = await read(stream(seed, `${name} ${number}`));
    const took = performance.now() - began;
    return wrong ?? (took > patience ? `it took ${Math.round(took / 1000)} s` : undefined);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
