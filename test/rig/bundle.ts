import {mkdtemp} from 'node:fs/promises';
import {join} from 'node:path';
import {build} from 'esbuild';

/** Makes a program that Node runs out of a TypeScript file of the rig, and says where it is. */
export async function bundle(entry: URL): Promise<string> {
  // Inside the repository, so that packages resolve.
  const folder = await mkdtemp(join(import.meta.dirname, '../../node_modules/.rig-'));
  const outfile = join(folder, 'program.mjs');
  await build({
    entryPoints: [entry.pathname],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  return outfile;
}
