// better-sqlite3's binding, kept per user: where its makers' ready-made one is out of reach, compiling it takes a minute or more.
import {existsSync} from 'node:fs';
import {copyFile, mkdir, readFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {run} from './engine/command.mjs';
import {npmCommand} from './engine/npm-package.mjs';
import {glibc, installedPackage, userCache} from './engine/places.mjs';
import {publish} from './engine/publish.mjs';
import {stopwatch} from './engine/stopwatch.mjs';

const file = 'better_sqlite3.node';

/**
 * Nothing where the binding loads, else from the user's cache, else by the package's own installer. It is kept for next time.
 * `{ok: true}` or `{ok: false, why}`.
 */
export const installSqlite = async ({root, env, say}) => {
  const seconds = stopwatch();
  const folder = installedPackage(root, 'better-sqlite3');
  if (folder === undefined) return {ok: false, why: 'better-sqlite3 is not in node_modules'};
  const binding = join(folder, 'build', 'Release', file);
  const kept = join(userCache(env), 'sqlite', await cacheKey(folder));

  if (await opens(folder, env)) return keep(binding, kept);
  if ((await putInPlace(join(kept, file), binding)) && (await opens(folder, env))) {
    say(`SQLite's binding ready in ${seconds()} s, from ${kept}`);
    return {ok: true};
  }
  say("installing SQLite's binding; where it must be compiled, that takes a minute or two…");
  const [npm, ...args] = npmCommand(env);
  const installed = await run(npm, [...args, 'run', 'install'], {cwd: folder, env});
  if (!installed.ok) return installed;
  if (!(await opens(folder, env))) return {ok: false, why: 'better-sqlite3 was installed and does not load'};
  say(`SQLite's binding ready in ${seconds()} s.`);
  return keep(binding, kept);
};

/** A binding is made for one version of Node's own interface and of the machine's C library. */
const cacheKey = async (folder) => {
  const {version} = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const {modules} = process.versions;
  return `better-sqlite3-${version}_node-modules-${modules}_${process.platform}-${process.arch}_libc-${glibc() ?? 'other'}`;
};

const opens = async (folder, env) => {
  const program = 'new (require(process.argv[1]))(":memory:").close()';
  return (await run(process.execPath, ['-e', program, folder], {env})).ok;
};

const putInPlace = async (source, destination) => {
  try {
    await mkdir(dirname(destination), {recursive: true});
    await copyFile(source, destination);
    return true;
  } catch {
    return false;
  }
};

/** A cache that cannot be written is no reason to fail. */
const keep = async (binding, kept) => {
  if (!existsSync(kept)) {
    await publish(kept, async (scratch) => {
      await copyFile(binding, join(scratch, file));
      return {ok: true};
    }).catch(() => undefined);
  }
  return {ok: true};
};
