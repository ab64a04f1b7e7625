import {existsSync} from 'node:fs';
import {ok, type Failure, type Result} from '../runner/failure.ts';
import {loadPipeline} from '../runner/load-pipeline.ts';
import type {Pipeline} from '../runner/pipeline.ts';
import {stageDefinitions} from '../stages/index.ts';

/** Which way each metric is better, as the pipeline file says; a record can be read without one. */
export async function pipelineMetrics(
  file: string,
): Promise<Result<Pipeline['metrics'], readonly Failure[]>> {
  if (!existsSync(file)) return ok({});
  const pipeline = await loadPipeline(file, stageDefinitions);
  return pipeline.ok ? ok(pipeline.value.metrics) : pipeline;
}
