import type {Cause} from '../runner/causes.ts';
import {causesText} from '../runner/reasons.ts';
import type {Divergence} from '../tracking/divergence.ts';
import type {RunDetail} from '../tracking/run-summary.ts';
import {jsonText} from './json.ts';
import {count, plural} from './numbers.ts';

/** What a verification found. */
export interface Verification {
  readonly run: RunDetail;
  readonly divergence: Divergence | undefined;
  /** Of the stage that differs, where the store still has what was recorded. */
  readonly file: DifferingFile | undefined;
  /** What decided the stage then, and does not now. */
  readonly causes: readonly Cause[];
  /** The stage is a command or a module of the user's own. */
  readonly ownCode: boolean;
}

/** The file in which two results first differ, or that tells most of it. */
export type DifferingFile = {
  readonly path: string;
  /** How many of all differ. */
  readonly files: readonly [differing: number, all: number];
} & (
  | {readonly how: 'gone' | 'new'}
  /** `at`: the first byte that differs. */
  | {readonly how: 'bytes'; readonly at: number | undefined}
  | {readonly how: 'tensor'; readonly tensor: TensorApart}
);

/** How far apart the first tensor is that differs. */
interface TensorApart {
  readonly tensor: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly differing: number;
  readonly count: number;
  readonly largest: number;
  readonly ulp: number | null;
  readonly first: {readonly index: readonly number[]; readonly before: number; readonly after: number};
  readonly tensors: readonly [differing: number, all: number];
}

/** In sentences: equal, or where it first is not, and what is likely to be the cause. */
export function verifyText(verification: Verification): string {
  const {run, divergence, file} = verification;
  if (divergence === undefined) {
    const stages = run.stages.filter(({digest}) => digest !== null).length;
    return `✔ Run ${run.id} (${run.experiment}) repeats bit for bit: ${plural(stages, 'stage')} left the same bytes.\n`;
  }
  const {stage, what, metric, recorded, repeated} = divergence;
  const rows: readonly (readonly [string, string])[] = [
    ...(what === 'missing' ? [] : [['digest', `${recorded} → ${repeated ?? ''}`] as const]),
    ...(file === undefined ? [] : fileRows(file)),
    ...(metric === null ? [] : [['epoch', metricText(metric)] as const]),
    ['likely', cause(verification, divergence)],
  ];
  return [
    `✘ Run ${run.id} (${run.experiment}) does not repeat: ${stage} is the first stage that ${what === 'missing' ? 'left nothing' : 'left other bytes'}.`,
    ...rows.map(([name, text]) => `  ${name.padEnd(8)}${text}`),
    '',
  ].join('\n');
}

/** The same for programs. */
export const verifyJson = (verification: Verification): string => {
  const {run, divergence, file, causes} = verification;
  return `${jsonText({
    run: run.id,
    equal: divergence === undefined,
    first_divergence:
      divergence === undefined
        ? null
        : {
            ...divergence,
            file: file?.path ?? null,
            files: file?.files ?? null,
            tensor: file?.how === 'tensor' ? file.tensor : null,
            causes,
            cause: cause(verification, divergence),
          },
  })}\n`;
};

function fileRows(file: DifferingFile): readonly (readonly [string, string])[] {
  const [differing, all] = file.files;
  const others = all === 1 ? '' : `; ${count(differing)} of ${plural(all, 'file')} differ`;
  switch (file.how) {
    case 'gone':
    case 'new':
      return [['file', `${file.path} is ${file.how}${others}`]];
    case 'bytes':
      return [
        ['file', `${file.path}${file.at === undefined ? '' : `, from byte ${count(file.at)} on`}${others}`],
      ];
    case 'tensor':
      return [
        ['file', `${file.path}${others}`],
        ['tensor', tensorText(file.tensor)],
      ];
    default:
      return file satisfies never;
  }
}

function tensorText(tensor: TensorApart): string {
  const {differing, largest, ulp, first, tensors} = tensor;
  const apart = `${largest.toPrecision(3)} apart at most${ulp === null ? '' : ` (${count(ulp)} ulp)`}`;
  return (
    `${tensor.tensor} [${tensor.shape.join(', ')}] ${tensor.dtype}: ${count(differing)} of ${plural(tensor.count, 'element')} differ, ${apart}; ` +
    `first [${first.index.join(', ')}]: ${first.before} → ${first.after}; ${tensors[0]} of ${plural(tensors[1], 'tensor')}`
  );
}

const metricText = ({name, step, recorded, repeated}: NonNullable<Divergence['metric']>): string =>
  `${step}: ${name} ${recorded} → ` +
  (repeated === null ? 'none' : `${repeated}, ${Math.abs(repeated - recorded).toPrecision(3)} apart`);

function cause({causes, ownCode}: Verification, {what, sameKey, around, stage}: Divergence): string {
  if (what === 'missing') return `${stage} failed, or was never reached: see above.`;
  const changes = Object.entries(around)
    .filter(([name]) => !['git_commit', 'git_dirty'].includes(name))
    .map(([name, [before, now]]) => `${name} ${String(before)} → ${String(now)}`);
  if (causes.length > 0) return `${causesText(causes)}.`;
  if (!sameKey) return `Its fingerprint is not that of then: \`epochal why ${stage}\` tells more.`;
  if (changes.length > 0) return `${changes.join(', ')}; params, code and inputs are the same.`;
  return ownCode
    ? 'Nothing around it changed, so what it does depends on chance, on time, or on something that it does not declare.'
    : 'Nothing around it changed: this machine computes otherwise from time to time. Please report it.';
}
