import type {Event} from '../runner/events.ts';
import type {SweepEvent} from '../sweeps/events.ts';
import type {SweepRequest} from '../sweeps/steering.ts';
import {createJsonLog} from '../ui/json-log.ts';
import {createSweepLog} from '../ui/sweep-log.ts';
import {readTerminal, tellLibraries} from './terminal.ts';
import type {ViewOptions} from './view.ts';

/** What shows a sweep while it goes on. */
export interface SweepView {
  readonly listen: (event: Event | SweepEvent) => void;
  /** A line beside the events. */
  readonly note: (text: string) => void;
  /** Leaves the terminal as it was. */
  readonly close: () => Promise<void>;
}

interface Around {
  readonly folder: string;
  /** What the keys ask for. */
  readonly ask: (request: SweepRequest) => void;
  /** What Ctrl-C does. */
  readonly interrupt: () => void;
}

/** JSON where it was asked for, the live view on a terminal, plain lines else. */
export async function openSweepView(
  options: ViewOptions,
  env: Record<string, string | undefined>,
  {folder, ask, interrupt}: Around,
): Promise<SweepView> {
  const out = (text: string) => void process.stdout.write(text);
  const err = (text: string) => void process.stderr.write(text);
  const still = {note: (text: string) => err(`${text}\n`), close: () => Promise.resolve()};
  if (options.json === true) return {listen: createJsonLog(out), ...still};
  const terminal = readTerminal(env, process.stdout);
  if (options.plain === true || !terminal.interactive)
    return {listen: createSweepLog({out, err}, {folder}), ...still};
  tellLibraries(env, terminal);
  const {openSweepLive} = await import('../ui/sweep-live/open-sweep-live.tsx');
  return openSweepLive({stdin: process.stdin, stdout: process.stdout, folder, ask, interrupt});
}
