import type {Listener} from '../runner/events.ts';
import {execute, type ExecutionResult} from '../runner/execute.ts';
import type {PlannedRun} from '../runner/pipeline.ts';
import {createRecorder} from '../tracking/recorder.ts';
import {failureText} from '../ui/failure-text.ts';
import {cancelOnSignals} from './cancel-on-signals.ts';
import {executionOf, type ExecutionOptions} from './execution-of.ts';
import type {OpenWorkspace} from './open-workspace.ts';
import {openView, type ViewOptions} from './view.ts';

interface Given {
  readonly runs: readonly PlannedRun[];
  readonly workspace: OpenWorkspace;
  readonly options: ViewOptions & ExecutionOptions;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Runs what is planned: recorded, shown as it goes, ended in order by Ctrl-C. */
export async function runPlanned({runs, workspace, options, env}: Given): Promise<ExecutionResult> {
  const {tracking, store, code, folder} = workspace;
  const view = await openView(options, env, {folder, runs});
  const signals = cancelOnSignals(view.note);
  const record = createRecorder(tracking, {
    onFailure: (failure) => view.note(failureText(failure, {folder})),
  });
  const emit: Listener = (event) => {
    record(event);
    view.listen(event);
  };
  const {signal} = signals;
  const result = await execute(
    executionOf({runs, store, code, emit, signal, env, tracking, folder, options}),
  );
  signals.stop();
  await view.close();
  return result;
}
