import type {Params} from '../runner/pipeline.ts';
import type {DataIdentity, RunSummary} from './run-summary.ts';

/**
 * Which of these runs cannot be compared with the rest, and why: run id → reason. The rest is the data that most runs saw;
 * of two that equally many saw, the data of the newest run. A run of unknown data is compared with nothing, and blamed for nothing.
 */
export function incomparable(runs: readonly Pick<RunSummary, 'id' | 'data'>[]): ReadonlyMap<string, string> {
  const identities = runs.map(({data}) => (data === null ? undefined : identityOf(data)));
  const counts = new Map<string, number>();
  for (const identity of identities) {
    if (identity !== undefined) counts.set(identity, (counts.get(identity) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.values());
  const usual = identities.findIndex((each) => each !== undefined && counts.get(each) === most);
  const rest = runs[usual]?.data;
  const reasons = new Map<string, string>();
  if (rest === undefined || rest === null) return reasons;
  runs.forEach(({id, data}, index) => {
    if (data !== null && identities[index] !== identities[usual]) reasons.set(id, difference(data, rest));
  });
  return reasons;
}

/** Put together by hand: a table of ten thousand runs asks for as many. */
function identityOf({digest, split}: DataIdentity): string {
  let identity = digest;
  for (const name in split) {
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
  if (value === undefined) return 'unset';
  return typeof value === 'string' ? value : JSON.stringify(value);
};
