import {acceptedWords} from '../runner/accepted.ts';
import type {Cause} from '../runner/causes.ts';
import {causesText} from '../runner/reasons.ts';
import type {Comparison} from '../runner/why.ts';
import {jsonText} from './json.ts';
import {printable} from './text-width.ts';
import {quoted} from './shell-words.ts';

/** Why a stage does what it does, or did, beside the nearest earlier time. */
export interface Why {
  /** An experiment, or `run 241124-ab12`. */
  readonly of: string;
  readonly stage: string;
  /** `would run`, `is cached`, `ran` … */
  readonly does: string;
  readonly key: string | null;
  readonly reason: string;
  /** What it was compared with; null where nothing was made before. */
  readonly comparison: Comparison | null;
  /** The run that made what it was compared with. */
  readonly equalTo: string | null;
  /** Of what is cached or was shared: the run that made it. */
  readonly madeBy: string | null;
  /** It is over: what would have hit is no advice any more. */
  readonly past: boolean;
}

/**
 * What `epochal why` says:
 *
 *     cnn · train would run: augment.rotation 10 → 15; everything else equals run 241124-ab12.
 *       It would be cached with -s augment.rotation=10.
 */
export const whyText = (all: readonly Why[]): string => all.map((each) => oneText(each)).join('\n');

/** The same for programs: an array with an object for each run. */
export const whyJson = (all: readonly Why[]): string =>
  `${jsonText(
    all.map(({of, stage, does, key, reason, comparison, equalTo, madeBy}) => ({
      of,
      stage,
      does,
      key,
      reason,
      made_by: madeBy,
      nearest:
        comparison === null ? null : {key: comparison.earlier.key, run: equalTo, stored: comparison.stored},
      causes: comparison?.causes ?? [],
      would_hit: comparison?.stored === true ? hits(comparison.causes) : [],
    })),
  )}\n`;

function oneText({of, stage, does, reason, comparison, equalTo, madeBy, past}: Why): string {
  const causes = comparison?.causes ?? [];
  const accepted = reason.startsWith(acceptedWords);
  const made = accepted ? 'nothing was cached yet' : reason;
  const said = causes.length === 0 ? made : causesText(causes, 20);
  const rest =
    causes.length === 0
      ? ''
      : `; everything else equals ${equalTo === null ? 'an earlier time that no run on record has' : `run ${equalTo}`}`;
  const cached =
    madeBy === null ? `: ${said}${rest}.` : `: made by run ${madeBy}${accepted ? `; ${reason}` : ''}.`;
  const then = madeBy === null ? [] : [`It had to be made then: ${said}${rest}.`];
  const hit =
    causes.length === 0 || comparison === null || madeBy !== null || past
      ? []
      : [
          comparison.stored
            ? `It would be cached with ${hits(causes).join(', ')}.`
            : 'The result of that time is no longer in the store.',
        ];
  return [`${of} · ${stage} ${does}${cached}`, ...[...then, ...hit].map((line) => `  ${line}`)]
    .map((line) => `${printable(line)}\n`)
    .join('');
}

/** What, put back, would have the earlier result taken. */
const hits = (causes: readonly Cause[]): readonly string[] => [
  ...new Set(causes.flatMap((cause) => backTo(cause))),
];

function backTo(cause: Cause): readonly string[] {
  const {stage, field, name, before} = cause;
  const text = typeof before === 'string' ? before : JSON.stringify(before);
  switch (field) {
    case 'params':
      return [before === undefined ? `no ${stage}.${name}` : `-s ${quoted(`${stage}.${name}=${text}`)}`];
    case 'packages':
      return [before === undefined ? `no package ${name}` : `package ${name} ${text}`];
    case 'env':
      return [before === undefined ? `no ${name}` : `${name}=${text}`];
    case 'engine':
      return [`engine ${String(before)}`];
    case 'code':
      return cause.files?.map(({file}) => `${file} as it was`) ?? [`the code of ${name} as it was`];
    case 'inputs':
      return cause.files?.map(({file}) => `${file} as it was`) ?? [`input ${name} as it was`];
    case 'externals':
      return [`file ${name} as it was`];
    case 'command':
      return [before === undefined ? `${stage} by uses:` : `run: ${text.replace(/\s+/g, ' ')}`];
    case 'definition':
      return [`uses: ${text}`];
    case 'execution':
      return [`${stage} without cache: false`];
    default:
      return field satisfies never;
  }
}
