import type {Cause} from '../runner/causes.ts';
import {causesText} from '../runner/reasons.ts';
import type {Facts, RunDetail} from '../tracking/run-summary.ts';
import {alignColumns} from './columns.ts';

interface Since {
  readonly run: RunDetail;
  readonly causes: readonly Cause[];
  /** Of the environment, as it is now. */
  readonly facts: Facts;
}

/** What is not as it was when a run was made; undefined where all is. */
export function driftText({run, causes, facts}: Since): string | undefined {
  const stages = [...new Set(causes.map(({stage}) => stage))].map((stage) => [
    stage,
    causesText(causes.filter((cause) => cause.stage === stage)),
  ]);
  const around = told.flatMap((name) => {
    const [before, now] = [run.environment[name], facts[name]];
    return before === undefined || before === now ? [] : [[name, `${short(before)} → ${short(now)}`]];
  });
  const dirty =
    run.environment['git_dirty'] === true
      ? [['git', 'there were changes beside the commit: `epochal show --diff`']]
      : [];
  const rows = [...stages, ...around, ...(around.some(([name]) => name === 'git_commit') ? dirty : [])];
  if (rows.length === 0) return undefined;
  return [
    `Not as when run ${run.id} was made:`,
    ...alignColumns(rows).map((line) => `  ${line}`),
    ...(stages.length > 0
      ? ['A stage whose code, engine or files differ is made anew, and may come out otherwise.']
      : []),
  ].join('\n');
}

const told = ['os', 'arch', 'cpu', 'node', 'epochal', 'git_commit', 'package_lock'];

const short = (value: Facts[string] | undefined): string => {
  const text = String(value ?? 'none');
  return /^[0-9a-f]{40,64}$/.test(text) ? text.slice(0, 7) : text;
};
