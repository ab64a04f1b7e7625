import {createHash} from 'node:crypto';
import {mkdtemp, readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {StageReport, StageWork} from '../../src/runner/stage-definition.ts';

/** The work of a stage in folders of its own below `folder`, and what is heard from it. */
export async function stageWork<Params>(
  folder: string,
  params: Params,
  inputs: Readonly<Record<string, string>>,
): Promise<{
  readonly work: StageWork<Params>;
  readonly heard: readonly StageReport[];
  readonly cancel: () => void;
}> {
  const cancel = new AbortController();
  const heard: StageReport[] = [];
  const work: StageWork<Params> = {
    params,
    inputs,
    out: await mkdtemp(join(folder, 'out-')),
    state: await mkdtemp(join(folder, 'state-')),
    scratch: await mkdtemp(join(folder, 'scratch-')),
    threads: 1,
    workspace: folder,
    env: process.env,
    signal: cancel.signal,
    report: (said) => heard.push(said),
  };
  return {work, heard, cancel: () => cancel.abort()};
}

/** Relative path → digest of every file below a folder. */
export async function filesOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const digests = await Promise.all(
    files.map(
      async (file) =>
        [
          file.slice(folder.length + 1),
          createHash('sha256')
            .update(await readFile(file))
            .digest('hex'),
        ] as const,
    ),
  );
  return Object.fromEntries(digests);
}
