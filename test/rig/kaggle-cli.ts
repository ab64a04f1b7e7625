import {execFile} from 'node:child_process';
import {access, chmod, mkdir, mkdtemp, rename, rm, writeFile} from 'node:fs/promises';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';

/**
 * The real Kaggle CLI, installed once per user by pip into `~/.cache/epochal-test`. Its folder `command` holds the program `kaggle`, to be
 * put on PATH; or why there is none.
 */
export type InstalledKaggle =
  | {readonly ok: true; readonly folder: string; readonly fastFolder: string}
  | {readonly ok: false; readonly why: string};

/**
 * `kaggle` finds its packages beside itself. The program in `fast` is the same, with a clock in which sleeping takes no time: the CLI waits
 * for a minute between its own retries of a transfer.
 */
const program = `#!/bin/sh
here="$(cd "$(dirname "$0")/.." && pwd)"
PYTHONPATH="$here/packages" exec python3 "$here/packages/bin/kaggle" "$@"
`;
const fastProgram = program.replace('PYTHONPATH="', 'PYTHONPATH="$here/no-sleep:');
const noSleep = `import time
time.sleep = lambda seconds: None
`;

export async function kaggleCli(version: string): Promise<InstalledKaggle> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'epochal-test');
  const home = join(cache, `kaggle-${version}`);
  const installed = {ok: true, folder: join(home, 'command'), fastFolder: join(home, 'fast')} as const;
  if (await isThere(join(installed.fastFolder, 'kaggle'))) return installed;
  await mkdir(cache, {recursive: true});
  const building = await mkdtemp(join(cache, 'building-'));
  try {
    await install(building, version);
    // Another test may have been faster; its result is as good.
    await rename(building, home).catch(() => rm(building, {recursive: true, force: true}));
  } catch (error) {
    await rm(building, {recursive: true, force: true});
    return {ok: false, why: `pip could not install kaggle ${version}: ${lastLine(error)}`};
  }
  return (await isThere(join(installed.fastFolder, 'kaggle')))
    ? installed
    : {ok: false, why: `${home} is in the way and holds no kaggle`};
}

async function install(folder: string, version: string): Promise<void> {
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-warn-conflicts'];
  // `six` is imported, and not declared, by 1.8 and 2.x.
  await promisify(execFile)('python3', [
    ...pip,
    '--target',
    join(folder, 'packages'),
    `kaggle==${version}`,
    'six',
  ]);
  await mkdir(join(folder, 'no-sleep'));
  await writeFile(join(folder, 'no-sleep/sitecustomize.py'), noSleep);
  for (const [name, text] of [
    ['command', program],
    ['fast', fastProgram],
  ] as const) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'kaggle'), text);
    await chmod(join(folder, name, 'kaggle'), 0o755);
  }
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const lastLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().split('\n').at(-1) ?? '';
