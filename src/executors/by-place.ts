import type {Executor, StageDefinition} from '../runner/stage-definition.ts';

/** Sends each stage where its definition says it belongs. */
export const byPlace = (executors: Readonly<Record<StageDefinition['place'], Executor>>): Executor => ({
  execute: (job) => executors[job.definition.place].execute(job),
});
