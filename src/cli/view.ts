import type {Listener} from '../runner/events.ts';
import type {PlannedRun} from '../runner/pipeline.ts';
import {createJsonLog} from '../ui/json-log.ts';
import {createLineLog} from '../ui/line-log.ts';
import {readTerminal, tellLibraries} from './terminal.ts';

/** What shows an execution while it goes on. */
export interface View {
  readonly listen: Listener;
  /** A line beside the events. */
  readonly note: (text: string) => void;
  /** Leaves the terminal as it was. */
  readonly close: () => Promise<void>;
}

/** How it was asked to look. */
export interface ViewOptions {
  readonly plain?: true;
  readonly json?: true;
  /** Shows nothing but what stands in the way. */
  readonly quiet?: true;
}

/** JSON where it was asked for, the live view on a terminal, plain lines else. */
export async function openView(
  options: ViewOptions,
  env: Record<string, string | undefined>,
  {folder, runs}: {readonly folder: string; readonly runs: readonly PlannedRun[]},
): Promise<View> {
  const out = (text: string) => void process.stdout.write(text);
  const err = (text: string) => void process.stderr.write(text);
  const quiet = {note: (text: string) => err(`${text}\n`), close: () => Promise.resolve()};
  if (options.quiet === true) return {listen: () => undefined, ...quiet};
  if (options.json === true) return {listen: createJsonLog(out), ...quiet};

  const terminal = readTerminal(env, process.stdout);
  if (options.plain === true || !terminal.interactive)
    return {listen: createLineLog({out, err}, {folder}), ...quiet};

  tellLibraries(env, terminal);
  const {openLive} = await import('../ui/live/open-live.tsx');
  const [headline] = Object.keys(runs[0]?.pipeline.metrics ?? {});
  return openLive({stdout: process.stdout, folder, ...(headline === undefined ? {} : {headline})});
}
