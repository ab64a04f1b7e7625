import {createReadStream} from 'node:fs';
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {createHash} from 'node:crypto';
import {pipeline} from 'node:stream/promises';
import {fail, ok, type Result} from '../../runner/failure.ts';
import type {StageWork} from '../../runner/stage-definition.ts';
import type {DownloadParams} from './params.ts';
import type {StoredFile} from './store-file.ts';
import {writeFailure} from './write-failure.ts';

/** Draws the built-in sample into the artifact. */
export async function fromSample(work: StageWork<DownloadParams>): Promise<Result<readonly StoredFile[]>> {
  const {writeSample} = await import('../../ml/data/sample.ts');
  const {seed, train_rows: trainRows, test_rows: testRows} = work.params;
  try {
    await writeSample(work.out, {seed, trainRows, testRows});
    return ok(await Promise.all((await readdir(work.out)).map((name) => described(work.out, name))));
  } catch (error) {
    const failure = writeFailure(error, 'drawing the sample', work.out);
    if (failure === undefined) throw error;
    return fail(failure);
  }
}

async function described(folder: string, path: string): Promise<StoredFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  await pipeline(createReadStream(join(folder, path)), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      hash.update(chunk);
    }
  });
  return {path, bytes, sha256: hash.digest('hex')};
}
