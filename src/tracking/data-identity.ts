import type {Params} from '../runner/pipeline.ts';
import type {DataIdentity, Facts} from './run-summary.ts';

/** Which data a run saw, from what its stages said of them. Null where no stage told a source and a digest. */
export function dataIdentity(facts: Facts, params: Params): DataIdentity | null {
  const digest = factNamed(facts, 'digest');
  const source = factNamed(facts, 'source');
  if (digest === undefined || source === undefined) return null;
  return {
    source: String(source),
    dataset: String(factNamed(facts, 'dataset') ?? source),
    digest: String(digest),
    sample: source === 'sample',
    split: splitOf(facts, params),
  };
}

/** A fact by its own name, whichever stage told it first. */
export function factNamed(facts: Facts, name: string): string | number | boolean | undefined {
  const key = Object.keys(facts).find((each) => each.endsWith(`.${name}`));
  return key === undefined ? undefined : facts[key];
}

/** The stage that counted the test rows made the split. */
function splitOf(facts: Facts, params: Params): Params {
  const counted = Object.keys(facts).find((each) => each.endsWith('.test_rows'));
  if (counted === undefined) return {};
  const stage = counted.slice(0, -'.test_rows'.length);
  const ofStage = Object.entries(params).filter(([name]) => name.startsWith(`${stage}.`));
  const sizes = ['train_rows', 'test_rows', 'classes'].flatMap((name) => {
    const size = facts[`${stage}.${name}`];
    return size === undefined ? [] : [[`${stage}.${name}`, size] as const];
  });
  return Object.fromEntries([...ofStage, ...sizes]);
}
