import type {Executor} from '../runner/stage-definition.ts';

/** Runs a stage in this process: for work that awaits others and never blocks the thread for long. */
export const inProcess: Executor = {
  execute: ({definition, work, used}) => definition.run(used === undefined ? work : {...work, used}),
};
