import {engineInfo} from '../ml/engine-info.ts';
import {viewStore} from '../runner/artifact-store.ts';
import {readCodeDigests} from '../runner/code-digests.ts';
import {exitCodes} from '../runner/failure.ts';
import {foretell} from '../runner/foretell.ts';
import {standingIn} from '../tracking/acceptances.ts';
import {foretoldJson} from '../ui/foretold-json.ts';
import {foretoldText} from '../ui/foretold-text.ts';
import {beside} from './beside.ts';
import {present} from './load-pipeline-file.ts';
import {planRuns} from './plan-runs.ts';
import type {RunOptions} from './options/pipeline.ts';
import {print, refuse} from './say.ts';
import {workspaceOf} from './workspace.ts';

/** `epochal run --dry`: what a run would do, and why. Touches nothing: no folder is made, no row written. */
export async function dryRun(
  file: string,
  options: RunOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const planned = await planRuns(file, options);
  if (!planned.ok) return refuse(planned.failure);
  const code = await readCodeDigests(beside('code-digests.json'));
  if (!code.ok) return refuse([code.failure]);
  const {folder, artifacts, record} = workspaceOf(file);
  const surroundings = {code: code.value, engine: () => engineInfo({env}), execution: 'to come'};
  const runs = await foretell({
    runs: planned.value,
    store: viewStore(artifacts, present()),
    surroundings,
    env,
    accepted: standingIn(record),
  });
  await print(options.json === true ? foretoldJson(runs) : foretoldText(runs, {folder}));
  const failures = runs.flatMap(({stages}) =>
    stages.flatMap(({prospect}) => (prospect.will === 'fail' ? [prospect.failure] : [])),
  );
  return Math.max(0, ...failures.map(({blame}) => exitCodes[blame]));
}
