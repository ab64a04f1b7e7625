import {dirname, join, resolve} from 'node:path';

/** Where things lie: the folder of the pipeline file is the workspace. */
export interface Workspace {
  readonly folder: string;
  /** The record of runs. */
  readonly record: string;
  /** The store of artifacts. */
  readonly artifacts: string;
}

export function workspaceOf(pipelineFile: string): Workspace {
  const folder = dirname(resolve(pipelineFile));
  return {folder, record: join(folder, 'experiments', 'runs.db'), artifacts: join(folder, 'artifacts')};
}
