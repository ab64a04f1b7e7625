import {serveDescription} from '../executors/describe-module.ts';
import {serveStage} from '../executors/serve-stage.ts';
import {engineNames} from '../ml/engine-info.ts';
import {stageDefinitions} from '../stages/index.ts';

// The program that `inChildProcess` starts, `dist/child.js`. The doctor has it try an engine instead, the loader import a module of the user's.
const [, , task, given] = process.argv;
if (task === 'try-engine') await tryEngine(given);
else if (task === 'describe-module' && given !== undefined) await serveDescription(given);
else serveStage(stageDefinitions);

async function tryEngine(name: string | undefined): Promise<void> {
  const engine = engineNames.find((each) => each === name);
  if (engine === undefined) throw new Error('There is no such engine.');
  const {loadBackend} = await import('../ml/backend.ts');
  const backend = await loadBackend({engine, threads: 1});
  if (backend.ok) return;
  process.stderr.write(`${backend.failure.what}\n`);
  process.exitCode = 1;
}
