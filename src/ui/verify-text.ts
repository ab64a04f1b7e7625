import type {Divergence} from '../tracking/divergence.ts';
import type {RunDetail} from '../tracking/run-summary.ts';
import {jsonText} from './json.ts';
import {plural} from './numbers.ts';

/** What a verification found. */
export interface Verification {
  readonly run: RunDetail;
  readonly divergence: Divergence | undefined;
  /** The first file of the stage that differs, where the store still has what was recorded. */
  readonly file: string | undefined;
}

/** In sentences: equal, or where it first is not, and what is likely to be the cause. */
export function verifyText({run, divergence, file}: Verification): string {
  if (divergence === undefined) {
    const count = run.stages.filter(({digest}) => digest !== null).length;
    return `✔ Run ${run.id} (${run.experiment}) repeats bit for bit: ${plural(count, 'stage')} left the same bytes.\n`;
  }
  const {stage, what, metric, recorded, repeated} = divergence;
  return [
    `✘ Run ${run.id} (${run.experiment}) does not repeat: ${stage} is the first stage that ${what === 'missing' ? 'left nothing' : 'left other bytes'}.`,
    ...(what === 'missing' ? [] : [`  digest  ${recorded} → ${repeated ?? ''}`]),
    ...(file === undefined ? [] : [`  file    ${file}`]),
    ...(metric === null
      ? []
      : [
          `  metric  ${metric.name} at epoch ${metric.step}: ${metric.recorded} → ${metric.repeated ?? 'none'}` +
            (metric.repeated === null
              ? ''
              : `, ${Math.abs(metric.repeated - metric.recorded).toPrecision(3)} apart`),
        ]),
    `  likely  ${cause(divergence)}`,
    '',
  ].join('\n');
}

/** The same for programs. */
export const verifyJson = ({run, divergence, file}: Verification): string =>
  `${jsonText({
    run: run.id,
    equal: divergence === undefined,
    first_divergence:
      divergence === undefined ? null : {...divergence, file: file ?? null, cause: cause(divergence)},
  })}\n`;

function cause({what, sameKey, around, stage}: Divergence): string {
  if (what === 'missing') return `${stage} failed, or was never reached: see above.`;
  const changes = Object.entries(around)
    .filter(([name]) => !['git_commit', 'git_dirty'].includes(name))
    .map(([name, [before, now]]) => `${name} ${String(before)} → ${String(now)}`);
  const told = changes.length === 0 ? 'Nothing around it changed' : changes.join(', ');
  return sameKey
    ? `${told}; the fingerprint is the same, so this machine computes otherwise.`
    : `Code, engine or inputs are not those of then: \`epochal why ${stage}\` names them. ${told}.`;
}
