import {fail, type Result} from '../runner/failure.ts';
import {stageStopped} from '../runner/failures.ts';
import type {StageDefinition} from '../runner/stage-definition.ts';
import type {FromChild, SentWork, ToChild} from './messages.ts';

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
        void work(definitions[message.definition], message.work, cancel.signal)
          .catch((error: unknown) => fail(stageStopped(message.definition, message.work.workspace, error)))
          .then((result) => tell({type: 'done', result, memory: process.resourceUsage().maxRSS * 1024}))
          .then(() => process.disconnect());
        break;
      default:
        message satisfies never;
    }
  });
  void tell({type: 'ready'});
}

async function work(
  definition: StageDefinition | undefined,
  sent: SentWork,
  signal: AbortSignal,
): Promise<Result<void>> {
  if (definition === undefined) throw new Error('The parent named a stage this build does not have.');
  return definition.run({...sent, signal, report: (report) => void tell({type: 'report', report})});
}

/** Resolves when the message has left this process. */
const tell = (message: FromChild): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined)
      throw new Error('This program is started by epochal; it is not a command.');
    process.send(message, undefined, undefined, () => resolve());
  });
