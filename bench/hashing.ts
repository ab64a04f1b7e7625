/**
 * Hashing what lies outside the store, each time in a process of its own: 15,000 small files beside `dvc add`, one large file beside
 * `sha256sum`, and 35,000 files of which none changed, as every run looks at them, alone and within a whole run. DVC: the command to run, `dvc` by default.
 *
 *     npx tsx bench/hashing.ts [ROUNDS] [BYTES OF THE LARGE FILE]
 */
import {randomBytes} from 'node:crypto';
import {cp, mkdir, mkdtemp, open, rm, symlink, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {interleave, print, timed, type Contender} from './measure.ts';
import {buildProgram} from './programs/build.ts';

const rounds = Number(process.argv[2] ?? 3);
const large = Number(process.argv[3] ?? 2 ** 31);
const dvc = process.env['DVC'] ?? 'dvc';
const folder = await mkdtemp(join(tmpdir(), 'epochal-hashing-'));
const index = join(folder, 'index');
const program = await buildProgram('digest');
const cli = new URL('../dist/cli.js', import.meta.url).pathname;

const digest = (path: string) => timed(process.execPath, [program, path, index], folder);
const anew = (path: string): Contender => ({
  name: 'epochal, first hash',
  measure: async () => {
    await rm(index, {recursive: true, force: true});
    await mkdir(index);
    return digest(path);
  },
});

/** An hour old: of what was written a moment ago no hash is remembered. */
async function smallFiles(count: number): Promise<string> {
  const target = join(folder, `${count}-files`);
  const hourAgo = new Date(Date.now() - 3_600_000);
  for (let file = 0; file < count; file++) {
    const shelf = join(target, `class-${file % 24}`);
    if (file < 24) await mkdir(shelf, {recursive: true});
    const path = join(shelf, `${file}.png`);
    await writeFile(path, randomBytes(700 + (file % 600)));
    await utimes(path, hourAgo, hourAgo);
  }
  return target;
}

async function dvcAdd(files: string): Promise<Contender | undefined> {
  if ((await execa(dvc, ['--version'], {reject: false})).exitCode !== 0) return undefined;
  const cwd = join(folder, 'dvc');
  return {
    name: 'dvc add',
    measure: async () => {
      await rm(cwd, {recursive: true, force: true});
      await mkdir(cwd);
      await execa('git', ['init', '-q'], {cwd});
      await execa(dvc, ['init', '-q'], {cwd});
      await cp(files, join(cwd, 'files'), {recursive: true});
      return timed(dvc, ['add', '-q', 'files'], cwd);
    },
  };
}

async function largeFile(): Promise<string> {
  const path = join(folder, 'large');
  const handle = await open(path, 'w');
  const block = randomBytes(16 * 1024 * 1024);
  for (let left = large; left > 0; left -= block.length)
    await handle.write(block, 0, Math.min(left, block.length));
  await handle.sync();
  await handle.close();
  return path;
}

const few = await smallFiles(15_000);
print('15,000 small files', 's', await interleave(anew(few), await dvcAdd(few), rounds));

const one = await largeFile();
const sha256sum = {name: 'sha256sum', measure: () => timed('sha256sum', [one], folder)};
print(
  `One file of ${large.toLocaleString('en-US')} bytes`,
  's',
  await interleave(anew(one), sha256sum, rounds),
);
await rm(one);

const many = await smallFiles(35_000);
// The inodes' own times cannot be set back.
await new Promise((resolve) => setTimeout(resolve, 3_000));
print('35,000 small files', 's', await interleave(anew(many), undefined, rounds));
const again = {name: 'epochal, none changed', measure: () => digest(many)};
print('35,000 small files again', 's', await interleave(again, undefined, Math.max(5, rounds)));

/** A run with nothing to do, whose one stage declares all of them. */
async function wholeRun(inputs: string): Promise<Contender> {
  const cwd = await mkdtemp(join(folder, 'workspace-'));
  await symlink(many, join(cwd, 'data'));
  await writeFile(
    join(cwd, 'pipeline.yaml'),
    `stages:\n  count: {run: 'ls data | wc -l > "$EPOCHAL_OUT/count"', inputs: '${inputs}'}\n`,
  );
  const run = () => timed(process.execPath, [cli, 'run', '--plain'], cwd);
  await run();
  return {name: 'epochal run, nothing to do', measure: run};
}
for (const inputs of ['data', 'data/**/*.png']) {
  const contender = await wholeRun(inputs);
  print(
    `35,000 files declared as ${inputs}`,
    's',
    await interleave(contender, undefined, Math.max(5, rounds)),
  );
}
await rm(folder, {recursive: true});
