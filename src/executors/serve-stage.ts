import {fail, type Result} from '../runner/failure.ts';
import {stageStopped} from '../runner/failures/execution.ts';
import type {StageDefinition, StageReport} from '../runner/stage-definition.ts';
import type {FromChild, ToChild} from './messages.ts';

/**
 * The child's side of `inChildProcess`: waits for one job, works, answers, ends. When the parent is gone the channel closes, and
 * the process ends at once: what it wrote so far lies in a temporary folder, and its checkpoints count.
 */
export function serveStage(definitions: Readonly<Record<string, StageDefinition>>): void {
  const cancel = new AbortController();
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message: ToChild) => {
    switch (message.type) {
      case 'cancel':
        cancel.abort();
        break;
      case 'job':
        void work(message, definitions, cancel.signal)
          .catch((error: unknown) => fail(stageStopped(message.definition, message.work.workspace, error)))
          .then((result) => tell({type: 'done', result, memory: process.resourceUsage().maxRSS * 1024}))
          // What a stage of the user's own left open ends with it.
          .then(() => (message.module === undefined ? process.disconnect() : process.exit()));
        break;
      default:
        message satisfies never;
    }
  });
  void tell({type: 'ready'});
}

async function work(
  {definition: name, module, work: sent}: Extract<ToChild, {type: 'job'}>,
  definitions: Readonly<Record<string, StageDefinition>>,
  signal: AbortSignal,
): Promise<Result<void>> {
  const whole = {...sent, signal, report: (report: StageReport) => void tell({type: 'report', report})};
  if (module !== undefined) {
    const {serveModule} = await import('./serve-module.ts');
    return serveModule(module, whole);
  }
  const definition = definitions[name];
  if (definition === undefined) throw new Error('The parent named a stage this build does not have.');
  return definition.run(whole);
}

/** Resolves when the message has left this process. */
const tell = (message: FromChild): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined)
      throw new Error('This program is started by epochal; it is not a command.');
    process.send(message, undefined, undefined, () => resolve());
  });
