import type {ParamValue} from '../runner/param-value.ts';
import type {Params} from '../runner/pipeline.ts';
import {remembered} from './remembered.ts';
import type {DataIdentity, Facts} from './run-summary.ts';

/** Which data a run saw, from what its stages said of them. Null where no stage told a source and a digest. */
export const dataIdentity = (facts: Facts, params: Params): DataIdentity | null =>
  dataIdentities()(facts, params);

/** The same for many runs: those that saw the same data share what is said of them, so that thousands are compared by a glance. */
export function dataIdentities(): (facts: Facts, params: Params) => DataIdentity | null {
  const told = remembered(identitiesWith);
  return (facts, params) => told(facts)(params);
}

function identitiesWith(facts: Facts): (params: Params) => DataIdentity | null {
  const known = new Map<string, DataIdentity | null>();
  const stage = splittingStage(facts);
  // Most runs decide as the one before them: that is seen without a text being made.
  let isAsBefore: (params: Params) => boolean = () => false;
  let before: DataIdentity | null = null;
  return (params) => {
    if (isAsBefore(params)) return before;
    const deciding = decidingParams(stage, params);
    const made = known.get(deciding);
    before = made === undefined ? identityOf(facts, params, stage) : made;
    known.set(deciding, before);
    isAsBefore = decidesAs(params, stage);
    return before;
  };
}

/** Whether other params have the same names in the same order, and those of them that may decide the same values. */
function decidesAs(params: Params, stage: string | undefined): (others: Params) => boolean {
  const names = Object.keys(params);
  const start = `${stage ?? ''}.`;
  const may = names.filter((name) => name.startsWith(start) || mayDecide.test(name));
  return (others) => {
    let at = 0;
    for (const name in others) if (name !== names[at++]) return false;
    return at === names.length && may.every((name) => params[name] === others[name]);
  };
}

function identityOf(facts: Facts, params: Params, stage: string | undefined): DataIdentity | null {
  const origin = stageThatTold(facts, ['digest', 'source']);
  const {[`${origin}.digest`]: digest, [`${origin}.source`]: source} = facts;
  if (digest === undefined || source === undefined) return null;
  return {
    source: String(source),
    dataset: String(facts[`${origin}.dataset`] ?? source),
    digest: String(digest),
    sample: source === 'sample',
    split: stage === undefined ? {} : splitOf(facts, params, stage),
  };
}

/** A fact by its own name. */
export function factNamed(facts: Facts, name: string): string | number | boolean | undefined {
  const stage = stageThatTold(facts, [name]);
  return stage === undefined ? undefined : facts[`${stage}.${name}`];
}

/**
 * The stage that told all of these facts. Of several the first by name, not the one that was done first: that is another one each time. Plain
 * loops: tables of thousands of runs come here for each.
 */
function stageThatTold(facts: Facts, [name, ...others]: readonly [string, ...string[]]): string | undefined {
  const end = `.${name}`;
  let found: string | undefined;
  for (const key in facts) {
    if (!key.endsWith(end)) continue;
    const stage = key.slice(0, -end.length);
    if (found !== undefined && found <= stage) continue;
    if (others.every((other) => facts[`${stage}.${other}`] !== undefined)) found = stage;
  }
  return found;
}

/** The stage that counted the test rows made the split. */
const splittingStage = (facts: Facts): string | undefined => stageThatTold(facts, ['test_rows']);

/** The params of which the split is made, as text. Plain loops: a listing of thousands of runs comes here for each. */
function decidingParams(stage: string | undefined, params: Params): string {
  let deciding = '';
  if (stage === undefined) return deciding;
  const start = `${stage}.`;
  const add = (name: string) => {
    const value = params[name];
    deciding += `${name} ${typeof value} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}\n`;
  };
  for (const name in params) {
    if (name.startsWith(start)) add(name);
    else if (name.endsWith('.validation')) for (const part of partsOf(params, name)) add(part);
  }
  return deciding;
}

function splitOf(facts: Facts, params: Params, stage: string): Params {
  const split: Record<string, ParamValue> = {};
  const start = `${stage}.`;
  for (const name in params) {
    if (name.startsWith(start)) split[name] = params[name] ?? null;
    else if (name.endsWith('.validation'))
      for (const part of partsOf(params, name)) split[part] = params[part] ?? null;
  }
  for (const name of ['train_rows', 'test_rows', 'classes']) {
    const size = facts[start + name];
    if (size !== undefined) split[start + name] = size;
  }
  return split;
}

/** Of a training that is validated on a part of its train split: what says which part. Else nothing: the test split is what it always was. */
function partsOf(params: Params, validation: string): readonly string[] {
  const on = params[validation];
  const stage = validation.slice(0, -'validation'.length);
  return on === 'split' || on === 'folds' ? validationParams[on].map((part) => stage + part) : [];
}

/** As in `train.validation`, and those that go with it. */
const mayDecide = /\.(?:validation|split_seed|validation_split|folds|fold)$/;

const validationParams = {
  split: ['validation', 'split_seed', 'validation_split'],
  folds: ['validation', 'split_seed', 'folds', 'fold'],
} as const;
