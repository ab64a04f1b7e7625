// A package's files from the npm registry, without its dependencies and without running its scripts.
import {createHash} from 'node:crypto';
import {mkdir, readFile, readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {run} from './command.mjs';

/** Unpacks the package into `folder`: `{ok: true}` or `{ok: false, why}`. */
export const unpackNpmPackage = async ({name, version, integrity}, folder, env) => {
  await mkdir(folder, {recursive: true});
  const [file, ...args] = npmCommand(env);
  const packed = await run(
    file,
    [
      ...args,
      'pack',
      `${name}@${version}`,
      '--pack-destination',
      folder,
      '--ignore-scripts',
      '--prefer-offline',
    ],
    {cwd: folder, env},
  );
  if (!packed.ok) return packed;
  const archive = (await readdir(folder)).find((entry) => entry.endsWith('.tgz'));
  if (archive === undefined) return {ok: false, why: `npm pack ${name} left no archive`};
  const digest = createHash('sha512')
    .update(await readFile(join(folder, archive)))
    .digest('base64');
  if (`sha512-${digest}` !== integrity)
    return {ok: false, why: `${name}@${version} is not the file it should be`};
  return run('tar', ['-xzf', archive, '--strip-components=1'], {cwd: folder, env});
};

/** The npm that runs us, else the one on PATH (under pnpm or yarn). */
export const npmCommand = (env) =>
  /npm-cli\.js$/.test(env.npm_execpath ?? '') ? [process.execPath, env.npm_execpath] : ['npm'];
