import {differences, type Difference, type Fingerprint} from './fingerprint.ts';

/** An earlier fingerprint, kept in the store or known from it. */
export interface Earlier {
  readonly key: string;
  /** The stage that it was made for. */
  readonly stage: string;
  readonly fingerprint: Fingerprint;
}

export const upToDate = 'same params, code and inputs as before';

/** A stage of a long sweep has thousands of predecessors; the nearest is among the latest. */
const looked = 500;

/** Of earlier fingerprints the one that differs least; of equals the latest. Those of the same stage go first. */
export function nearest(
  stage: string,
  fingerprint: Fingerprint,
  earlier: readonly Earlier[],
): {readonly earlier: Earlier; readonly differences: readonly Difference[]} | undefined {
  const own = earlier.filter((each) => each.stage === stage);
  let best: ReturnType<typeof nearest>;
  for (const each of (own.length > 0 ? own : earlier).slice(-looked)) {
    const found = differences(each.fingerprint, fingerprint);
    if (best === undefined || found.length <= best.differences.length)
      best = {earlier: each, differences: found};
  }
  return best;
}

/** Why a stage has to run, in words: what differs from the nearest earlier time. */
export function whyItRuns(stage: string, fingerprint: Fingerprint, earlier: readonly Earlier[]): string {
  if (fingerprint.execution !== undefined) return 'cache: false';
  const found = nearest(stage, fingerprint, earlier);
  if (found === undefined) return 'nothing cached yet';
  const said = found.differences.filter((each) => !followsFromParam(each, found.differences));
  if (said.length === 0) return 'its stored result is gone';
  const words = said.slice(0, most).map((each) => inWords(stage, each));
  return [...words, ...(said.length > most ? [`and ${said.length - most} more`] : [])].join(', ');
}

const most = 4;

/** Another model brings other code: that is said by the param. */
const followsFromParam = ({field, before, after}: Difference, all: readonly Difference[]): boolean =>
  field === 'code' &&
  (before === undefined || after === undefined) &&
  all.some((other) => other.field === 'params');

function inWords(stage: string, {field, name, before, after}: Difference): string {
  switch (field) {
    case 'params':
      return `${stage}.${name} ${value(before)} → ${value(after)}`;
    case 'inputs':
      return changed(`input ${name}`, before, after);
    case 'externals':
      return changed(`file ${name}`, before, after);
    case 'env':
      return `${name} ${value(before)} → ${value(after)}`;
    case 'code':
      return changed(`code of ${name}`, before, after);
    case 'engine':
      return `engine ${value(before)} → ${value(after)}`;
    case 'definition':
      return `uses ${value(before)} → ${value(after)}`;
    case 'execution':
      return 'cache was false';
    default:
      return field satisfies never;
  }
}

const changed = (what: string, before: unknown, after: unknown): string => {
  if (before === undefined) return `${what} is new`;
  return after === undefined ? `${what} is gone` : `${what} changed`;
};

const value = (given: unknown): string => {
  if (given === undefined) return 'unset';
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
};
