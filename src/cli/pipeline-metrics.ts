import {existsSync} from 'node:fs';
import {resolve} from 'node:path';
import {ok, type Failure, type Result} from '../runner/failure.ts';
import type {Pipeline} from '../runner/pipeline.ts';
import {loadMetrics} from '../runner/read-metrics.ts';

/** Which way each metric is better, as the pipeline file says; a record can be read without one. */
export const pipelineMetrics = async (
  file: string,
): Promise<Result<Pipeline['metrics'], readonly Failure[]>> =>
  existsSync(file) ? loadMetrics(resolve(file)) : ok({});
