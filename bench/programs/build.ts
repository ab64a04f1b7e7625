import {join} from 'node:path';
import {build} from 'esbuild';

/** Bundles a program of this folder, as the build does with ours, and says where it is. */
export async function buildProgram(name: string): Promise<string> {
  // Inside the repository, so that packages resolve.
  const outfile = join(import.meta.dirname, `../../node_modules/.cache/epochal-bench-${name}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    minifyWhitespace: true,
    minifySyntax: true,
    external: ['better-sqlite3'],
    banner: {
      js: "import {createRequire as requireFrom} from 'node:module'; const require = requireFrom(import.meta.url);",
    },
  });
  return outfile;
}
