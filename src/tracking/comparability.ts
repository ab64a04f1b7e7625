import type {Params} from '../runner/pipeline.ts';
import {metricCodeOf} from './metric-code.ts';
import {remembered} from './remembered.ts';
import type {DataIdentity, RunSummary} from './run-summary.ts';

type Compared = Pick<RunSummary, 'id' | 'started' | 'data' | 'facts'>;

/**
 * Which of these runs cannot be compared with the rest, and why: run id → reason. The rest is what most runs have: the data that they saw,
 * how these were split, and the code that evaluated them; of two that equally many have, that of the newest run. A run of which it is not
 * known is compared with nothing, and blamed for nothing.
 */
export function incomparable(runs: readonly Compared[]): ReadonlyMap<string, string> {
  const data = odd(runs, {of: (run) => run.data, identity: identityOf, difference});
  const codeOf = remembered(metricCodeOf);
  const code = odd(runs, {
    of: ({facts}) => codeOf(facts),
    identity: ({stage, digest}) => `${stage} ${digest}`,
    difference: (one, rest) =>
      one.stage === rest.stage
        ? `evaluated by other code (${one.stage} ${one.digest.slice(0, 7)}, not ${rest.digest.slice(0, 7)})`
        : undefined,
  });
  if (code.size === 0) return data;
  const reasons = new Map(data);
  for (const [id, reason] of code) {
    const other = data.get(id);
    reasons.set(id, other === undefined ? reason : `${other}; ${reason}`);
  }
  return reasons;
}

interface Question<Value> {
  /** Null or undefined: not known. */
  readonly of: (run: Compared) => Value | null | undefined;
  readonly identity: (value: Value) => string;
  /** Undefined: these two say nothing about each other. */
  readonly difference: (one: Value, rest: Value) => string | undefined;
}

/** The runs that are not as most are. */
function odd<Value>(
  runs: readonly Compared[],
  {of, identity, difference: told}: Question<Value>,
): ReadonlyMap<string, string> {
  const values = runs.map((run) => of(run) ?? undefined);
  // A listing lets runs share what is said of the same data: most are known already.
  const identityOnce = remembered(identity);
  const identities = values.map((value) => (value === undefined ? undefined : identityOnce(value)));
  const counts = new Map<string, number>();
  for (const each of identities) if (each !== undefined) counts.set(each, (counts.get(each) ?? 0) + 1);
  const reasons = new Map<string, string>();
  if (counts.size < 2) return reasons;
  const most = Math.max(...counts.values());
  // Not the first: a table may be sorted by anything. Runs of one execution may have begun in the same millisecond.
  const usual = runs.reduce((newest, run, index) => {
    const each = identities[index];
    if (each === undefined || counts.get(each) !== most) return newest;
    const other = runs[newest];
    return other === undefined || beganLater(run, other) ? index : newest;
  }, -1);
  const rest = values[usual];
  if (rest === undefined) return reasons;
  runs.forEach(({id}, index) => {
    const value = values[index];
    if (value === undefined || identities[index] === identities[usual]) return;
    const reason = told(value, rest);
    if (reason !== undefined) reasons.set(id, reason);
  });
  return reasons;
}

const beganLater = (one: Compared, other: Compared): boolean =>
  one.started === other.started ? one.id > other.id : one.started > other.started;

function identityOf({digest, split}: DataIdentity): string {
  let identity = digest;
  for (const name of Object.keys(split).sort()) {
    const value = split[name];
    identity += `\n${name} ${typeof value} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`;
  }
  return identity;
}

function difference(data: DataIdentity, rest: DataIdentity): string {
  if (data.digest !== rest.digest) {
    return data.dataset === rest.dataset
      ? `other data (${data.dataset} ${data.digest.slice(0, 7)}, not ${rest.digest.slice(0, 7)})`
      : `other data (${data.dataset}, not ${rest.dataset})`;
  }
  const differing = [...new Set([...Object.keys(data.split), ...Object.keys(rest.split)])].find(
    (name) => JSON.stringify(data.split[name]) !== JSON.stringify(rest.split[name]),
  );
  return differing === undefined
    ? 'other split'
    : `other split (${differing} ${valueOf(data.split, differing)}, not ${valueOf(rest.split, differing)})`;
}

const valueOf = (split: Params, name: string): string => {
  const value = split[name];
  // Where training says nothing else, it is validated on the test split.
  if (value === undefined) return name.endsWith('.validation') ? 'test' : 'unset';
  return typeof value === 'string' ? value : JSON.stringify(value);
};
