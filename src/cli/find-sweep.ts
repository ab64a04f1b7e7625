import {existsSync} from 'node:fs';
import {readdir} from 'node:fs/promises';
import {basename, dirname, join, resolve} from 'node:path';
import {fail, ok, type Result} from '../runner/failure.ts';
import {suggest} from '../runner/suggest.ts';
import {sweepUnknown} from '../sweeps/failures.ts';

interface Found {
  /** The sweep file, absolute. */
  readonly sweep: string;
  readonly pipeline: string;
}

/**
 * A sweep is named by its file, or by name: then it lies in `experiments/` beside the pipeline. Of a file in a folder `experiments`
 * the pipeline is the one beside that folder, unless another is named.
 */
export async function findSweep(name: string, pipelineFile: string | undefined): Promise<Result<Found>> {
  if (/\.ya?ml$/.test(name)) {
    const sweep = resolve(name);
    const folder = dirname(sweep);
    const near = join(dirname(folder), 'pipeline.yaml');
    const isNear = basename(folder) === 'experiments' && existsSync(near);
    return ok({sweep, pipeline: pipelineFile ?? (isNear ? near : 'pipeline.yaml')});
  }
  const pipeline = pipelineFile ?? 'pipeline.yaml';
  const folder = join(dirname(resolve(pipeline)), 'experiments');
  const sweep = join(folder, `${name}.sweep.yaml`);
  if (existsSync(sweep)) return ok({sweep, pipeline});
  const files = await readdir(folder).catch(() => []);
  const known = files.flatMap((file) => /^(.+)\.sweep\.yaml$/.exec(file)?.[1] ?? []).sort();
  return fail(sweepUnknown({name, file: sweep, known, suggestion: suggest(name, known)}));
}
