import type {ParamValue} from '../runner/param-value.ts';
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
  const end = `.${name}`;
  for (const key in facts) if (key.endsWith(end)) return facts[key];
  return undefined;
}

/** The stage that counted the test rows made the split. Plain loops: a listing of thousands of runs comes here for each. */
function splitOf(facts: Facts, params: Params): Params {
  const split: Record<string, ParamValue> = {};
  let stage: string | undefined;
  for (const key in facts) {
    if (stage === undefined && key.endsWith('.test_rows')) stage = key.slice(0, -'.test_rows'.length);
  }
  if (stage === undefined) return split;
  const start = `${stage}.`;
  for (const name in params) {
    if (name.startsWith(start)) split[name] = params[name] ?? null;
    else if (name.endsWith('.validation')) addValidation(split, params, name);
  }
  for (const name of ['train_rows', 'test_rows', 'classes']) {
    const size = facts[start + name];
    if (size !== undefined) split[start + name] = size;
  }
  return split;
}

/** Of a training that is validated on a part of its train split: which part. Else nothing: the test split is what it always was. */
function addValidation(split: Record<string, ParamValue>, params: Params, name: string): void {
  const on = params[name];
  const parts = on === 'split' || on === 'folds' ? validationParams[on] : [];
  const stage = name.slice(0, -'validation'.length);
  for (const part of parts) split[stage + part] = params[stage + part] ?? null;
}

const validationParams = {
  split: ['validation', 'split_seed', 'validation_split'],
  folds: ['validation', 'split_seed', 'folds', 'fold'],
} as const;
