/**
 * A process that runs the pipeline of a folder as `epochal run` would, with record and store, but for its stages: those called `link`
 * write one small file each, so that what is measured is all that stands around a stage's own work.
 */
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import {inProcess} from '../../src/executors/in-process.ts';
import {openStore} from '../../src/runner/artifact-store.ts';
import {systemClock} from '../../src/runner/clock.ts';
import {environmentOf} from '../../src/runner/environment.ts';
import {execute} from '../../src/runner/execute.ts';
import {expandRuns} from '../../src/runner/expand-runs.ts';
import {ok} from '../../src/runner/failure.ts';
import {loadPipeline} from '../../src/runner/load-pipeline.ts';
import {runIds} from '../../src/runner/run-ids.ts';
import {openYamlMemory} from '../../src/runner/yaml-memory.ts';
import {defineStage, type StageDefinition} from '../../src/runner/stage-definition.ts';
import {claimRunId} from '../../src/tracking/claim-run-id.ts';
import {findEqualRun} from '../../src/tracking/find-run.ts';
import {openTracking} from '../../src/tracking/open-tracking.ts';
import {createRecorder} from '../../src/tracking/recorder.ts';
import {unwrap} from '../../test/rig/workspace.ts';

const link = defineStage({
  name: 'link',
  summary: 'Writes a small file.',
  params: z.object({number: z.number()}),
  inputs: {before: {doc: 'What must be there first.', optional: true}},
  lane: 'light',
  place: 'here',
  numeric: false,
  run: async ({out, params}) => {
    await writeFile(join(out, 'out.txt'), `${params.number}\n`);
    return ok(undefined);
  },
}) satisfies StageDefinition;

const [, , workspace = ''] = process.argv;
const memory = openYamlMemory(join(workspace, 'cache'), '1');
const pipeline = unwrap(await loadPipeline(join(workspace, 'pipeline.yaml'), {link}, {memory}));
const tracking = unwrap(openTracking(join(workspace, 'experiments', 'runs.db')));
const {status, runs} = await execute({
  runs: unwrap(expandRuns(pipeline, [], [])),
  store: unwrap(await openStore(join(workspace, 'artifacts'))),
  code: {'stages/link': 'its code'},
  emit: createRecorder(tracking),
  executor: inProcess,
  engine: () => ok({name: 'none', version: '1'}),
  environment: environmentOf({workspace, version: '1'}).then(({facts}) => facts),
  env: process.env,
  cores: 2,
  lanes: {network: 2, light: 2, training: 2},
  clock: systemClock,
  signal: new AbortController().signal,
  policy: 'keep-going',
  newRunId: runIds({now: Date.now, claim: (id) => unwrap(claimRunId(tracking, id))}),
  findEqualRun: (keys) => unwrap(findEqualRun(tracking, keys)),
});
tracking.close();
const stages = [...(runs[0]?.stages.values() ?? [])];
console.log(status, stages.filter((stage) => stage.status === 'done' && stage.how === 'ran').length);
