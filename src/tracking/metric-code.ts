import type {Fingerprint} from '../runner/fingerprint.ts';
import type {Facts} from './run-summary.ts';

/** As much of a digest as tells two states of code apart in a record. */
export const shortDigest = (digest: string): string => digest.slice(0, 12);

/** The fact by which the record knows what code measured a run. */
export const metricCodeFact = 'metric_code';

/**
 * The beginning of the digest of a stage's own code and of all that it reaches: of a definition of ours without the modules that it loads
 * by name, since another model is no other measure. Undefined for commands, of whose code nothing is known.
 */
export function metricCode({definition, code}: Fingerprint): string | undefined {
  const digest = code[`stages/${definition}`] ?? Object.values(code).join('');
  return digest === '' ? undefined : shortDigest(digest);
}

export interface MetricCode {
  readonly stage: string;
  readonly digest: string;
}

/** Of the last stage that measured something: an evaluation, where there is one; else the training. A loop: thousands of runs come here. */
export function metricCodeOf(facts: Facts): MetricCode | undefined {
  let last: string | undefined;
  for (const name in facts) if (name.endsWith(end)) last = name;
  return last === undefined ? undefined : {stage: last.slice(0, -end.length), digest: String(facts[last])};
}

const end = `.${metricCodeFact}`;
