import type {Listener} from '../runner/events.ts';
import type {Failure} from '../runner/failure.ts';
import type {PlannedRun} from '../runner/pipeline.ts';
import type {Tracking} from '../tracking/open-tracking.ts';
import type {RunOptions} from './program.ts';

/** What shows an execution while it goes on. */
export interface View {
  readonly listen: Listener;
  readonly note: (text: string) => void;
  readonly warn: (failure: Failure) => void;
  readonly close: (tracking: Tracking) => Promise<void>;
}

export function openView(
  _options: RunOptions,
  _env: Record<string, string | undefined>,
  _runs: readonly PlannedRun[],
): Promise<View> {
  return Promise.resolve({
    listen: (event) => void process.stdout.write(`${JSON.stringify(event)}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
    warn: (failure) => void process.stderr.write(`${failure.what}\n`),
    close: () => Promise.resolve(),
  });
}
