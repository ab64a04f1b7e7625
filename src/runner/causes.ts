import {changedFiles, type FileChange} from './code-files.ts';
import {differences, keyOf, type Difference, type Fingerprint} from './fingerprint.ts';
import type {Earlier, History} from './history.ts';
import {toldParams} from './told-params.ts';

/** Something that differs from an earlier time, told where it began: in the stage itself, or in one before it. */
export interface Cause extends Difference {
  /** The stage whose param, code, file … it is. */
  readonly stage: string;
  /** The input by which it reaches the stage that is explained; undefined where it is that stage's own. */
  readonly through?: string;
  /** Of changed code, or of an input that came out otherwise by itself: which files, where that is known. Those of an input are led by its stage. */
  readonly files?: readonly FileChange[];
}

/** The earlier time that is least far from now. */
export interface Nearest {
  readonly earlier: Earlier;
  /** Empty: it was the same. */
  readonly causes: readonly Cause[];
}

/** A stage of a long sweep has thousands of predecessors; the nearest is among the latest. */
const looked = 500;
/** Of so many that are equally near the inputs are compared too. */
const compared = 12;

/**
 * Of earlier fingerprints the one that differs in the fewest fields; of equals the one with the fewest causes before it, and of
 * those the latest. Those of the same stage go first; of others none counts that does something else, as another command does.
 */
export async function nearest(
  stage: string,
  fingerprint: Fingerprint,
  {earlier, history}: {readonly earlier: readonly Earlier[]; readonly history: History},
): Promise<Nearest | undefined> {
  const own = latest(earlier, (each) => each.stage === stage);
  const alike =
    own.length > 0 ? own : latest(earlier, (each) => each.fingerprint.command === fingerprint.command);
  const found = closest(alike, fingerprint);
  // What came before another stage is no reason for this one; and a chain of new stages would look through all of it for each.
  const depth = own.length > 0 ? 0 : deepest + 1;
  const least = Math.min(...found.map(({apart}) => apart.length));
  let best: Nearest | undefined;
  for (const each of found.filter(({apart}) => apart.length === least).slice(-compared)) {
    const causes = await causesOf(
      stage,
      told(each.earlier.fingerprint, fingerprint, history),
      history,
      depth,
    );
    if (best === undefined || causes.length <= best.causes.length) best = {earlier: each.earlier, causes};
  }
  return best;
}

/** The last so many that count, the newest first: of a long history the rest is not looked at. */
function latest(earlier: readonly Earlier[], counts: (each: Earlier) => boolean): readonly Earlier[] {
  const found: Earlier[] = [];
  for (let at = earlier.length - 1; at >= 0 && found.length < looked; at--) {
    const each = earlier[at];
    if (each !== undefined && counts(each)) found.push(each);
  }
  return found;
}

interface Apart {
  readonly earlier: Earlier;
  readonly apart: readonly Difference[];
}

/** Each with what sets it apart, the oldest first. Once enough are found that differ in one thing alone, no other can be nearer. */
function closest(newestFirst: readonly Earlier[], fingerprint: Fingerprint): readonly Apart[] {
  const key = keyOf(fingerprint);
  const same = newestFirst.find((each) => each.key === key);
  if (same !== undefined) return [{earlier: same, apart: []}];
  const found: Apart[] = [];
  let near = 0;
  for (const earlier of newestFirst) {
    const apart = primary(differences(earlier.fingerprint, fingerprint));
    found.push({earlier, apart});
    if (apart.length <= 1 && ++near === compared) break;
  }
  return found.reverse();
}

/** Another model brings other code: that is said by the param. */
const primary = (all: readonly Difference[]): readonly Difference[] => {
  const byParam = all.some(({field}) => field === 'params');
  return all.filter(
    ({field, before, after}) =>
      !(field === 'code' && byParam && (before === undefined || after === undefined)),
  );
};

/** What differs, as a reader knows it. */
const told = (before: Fingerprint, after: Fingerprint, history: History): readonly Difference[] =>
  toldParams(primary(differences(before, after)), {before, after}, history.paramsOf?.(after.definition));

/** No pipeline is deeper; a store that somebody made up may be. */
const deepest = 100;

export async function causesOf(
  stage: string,
  apart: readonly Difference[],
  history: History,
  depth = 0,
): Promise<readonly Cause[]> {
  const causes: Cause[] = [];
  for (const difference of apart) {
    switch (difference.field) {
      case 'inputs':
        causes.push(...(await causesOfInput(stage, difference, history, depth)));
        break;
      case 'code':
        causes.push({stage, ...difference, ...(await filesOf(difference, history))});
        break;
      case 'definition':
      case 'params':
      case 'command':
      case 'packages':
      case 'externals':
      case 'env':
      case 'engine':
      case 'execution':
        causes.push({stage, ...difference});
        break;
      default:
        difference.field satisfies never;
    }
  }
  return withoutRepeats(causes);
}

/** What the stage that made an input did otherwise; the input itself where that is not known. */
async function causesOfInput(
  stage: string,
  input: Difference,
  history: History,
  depth: number,
): Promise<readonly Cause[]> {
  const {before, after, name} = input;
  if (typeof before !== 'string' || typeof after !== 'string' || depth > deepest) return [{stage, ...input}];
  const [then, now] = [await history.madeAs(before), await history.madeAs(after)];
  const makers = nearestPair(then, now, history);
  // The stage that made it did the same, and it came out otherwise.
  if (makers === undefined || makers.apart.every(({field}) => field === 'execution')) {
    const files = changedArtifactFiles(then, now, history);
    if (files.length > 0) return [{stage, ...input, files}];
  }
  if (makers === undefined || makers.apart.length === 0) return [{stage, ...input}];
  const causes = await causesOf(makers.stage, makers.apart, history, depth + 1);
  return causes.map((cause) => ({...cause, through: name}));
}

interface Pair {
  readonly then: Earlier;
  readonly now: Earlier;
}

/** Content may have come to be in several ways: those two that are least apart. */
function nearestPair(before: readonly Earlier[], after: readonly Earlier[], history: History) {
  let best: (Pair & {readonly apart: readonly Difference[]}) | undefined;
  for (const now of after.slice(-compared)) {
    for (const then of before.slice(-compared)) {
      if (then.fingerprint.definition !== now.fingerprint.definition) continue;
      const apart = primary(differences(then.fingerprint, now.fingerprint));
      if (best === undefined || apart.length <= best.apart.length) best = {then, now, apart};
    }
  }
  return best === undefined
    ? undefined
    : {stage: best.now.stage, apart: told(best.then.fingerprint, best.now.fingerprint, history)};
}

/** Led by the stage that made them: `preprocess/train.images.u8`. */
function changedArtifactFiles(
  before: readonly Earlier[],
  after: readonly Earlier[],
  {artifactFiles}: History,
): readonly FileChange[] {
  const listed = (all: readonly Earlier[]) => {
    for (const {key, digest, stage} of all.toReversed()) {
      const files = digest === undefined ? undefined : artifactFiles?.(key, digest);
      if (files !== undefined) return {files, stage};
    }
    return undefined;
  };
  const [old, now] = [listed(before), listed(after)];
  if (old === undefined || now === undefined) return [];
  return changedFiles(old.files, now.files).map((each) => ({...each, file: `${now.stage}/${each.file}`}));
}

async function filesOf(
  {before, after}: Difference,
  history: History,
): Promise<{readonly files?: readonly FileChange[]}> {
  if (typeof before !== 'string' || typeof after !== 'string') return {};
  const [old, now] = await Promise.all([history.codeFiles(before), history.codeFiles(after)]);
  if (old === undefined || now === undefined) return {};
  const files = changedFiles(old, now);
  return files.length === 0 ? {} : {files};
}

/** What reaches a stage by two of its inputs is one cause. */
function withoutRepeats(causes: readonly Cause[]): readonly Cause[] {
  const found = new Map<string, Cause>();
  for (const cause of causes) {
    const {stage, field, name, before, after} = cause;
    const same = JSON.stringify([stage, field, name, before, after]);
    if (!found.has(same)) found.set(same, cause);
  }
  return [...found.values()];
}
