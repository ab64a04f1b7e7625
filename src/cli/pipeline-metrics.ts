import {existsSync} from 'node:fs';
import {ok, type Failure, type Result} from '../runner/failure.ts';
import type {Pipeline} from '../runner/pipeline.ts';
import {loadPipelineFile} from './load-pipeline-file.ts';

/** Which way each metric is better, as the pipeline file says; a record can be read without one. */
export async function pipelineMetrics(
  file: string,
): Promise<Result<Pipeline['metrics'], readonly Failure[]>> {
  if (!existsSync(file)) return ok({});
  const pipeline = await loadPipelineFile(file);
  return pipeline.ok ? ok(pipeline.value.metrics) : pipeline;
}
