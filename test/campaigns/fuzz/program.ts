import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {mutate} from './mutate.ts';
import {isTrace, type Target} from './target.ts';

const program = new URL('../../../dist/cli.js', import.meta.url).pathname;

const pipeline = `name: words
params: {rows: 3}
stages:
  count: {run: 'wc -w < words.txt > "$EPOCHAL_OUT/count"', inputs: [words.txt], with: {rows: "\${rows}"}}
  more: {run: 'cp "$EPOCHAL_IN_COUNT/count" "$EPOCHAL_OUT/more"', needs: {count: count}, env: {MODE: fast}}
`;

/** The program as a user meets it: a documented exit code, words instead of a stack trace, and an end. */
export async function programTarget(): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), 'epochal-fuzz-'));
  await writeFile(join(folder, 'words.txt'), 'one two three\n');
  return {
    name: 'the program, run --dry',
    feed: async (random) => {
      await writeFile(join(folder, 'pipeline.yaml'), mutate(pipeline, random));
      const {exitCode, stdout, stderr} = await execa(process.execPath, [program, 'run', '--dry'], {
        cwd: folder,
        env: {PATH: process.env['PATH'], HOME: folder},
        extendEnv: false,
        reject: false,
        stdin: 'ignore',
        timeout: 60_000,
      });
      if (exitCode === 0) return undefined;
      if (exitCode !== 2 && exitCode !== 3) return `exit code ${exitCode ?? 'none'}: ${stderr}`;
      if (isTrace(stderr + stdout)) return `a stack trace: ${stderr}`;
      return /^\S+\.yaml(:\d+:\d+)?: \S|words\.txt/m.test(stderr + stdout)
        ? undefined
        : `no place: ${stderr}${stdout}`;
    },
    close: () => rm(folder, {recursive: true, force: true}),
  };
}
