import fs, {appendFileSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {syncBuiltinESMExports} from 'node:module';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

const listed = 'hooks.jsonl';

/**
 * Where strace cannot be had: writes down every file that this process opens by Node's own functions. What native code and other programs open
 * is not seen.
 */
export function watchFiles(folder: string): void {
  const file = join(folder, listed);
  const append = appendFileSync.bind(fs);
  const seen = new Set<string>();
  const tell = (path: unknown): void => {
    const named = path instanceof URL && path.protocol === 'file:' ? fileURLToPath(path) : path;
    if (typeof named !== 'string' && !Buffer.isBuffer(named)) return;
    const absolute = resolve(String(named));
    if (seen.has(absolute)) return;
    seen.add(absolute);
    append(file, `${JSON.stringify(absolute)}\n`);
  };
  const watch = (owner: object, names: readonly string[]): void => {
    const functions = owner as Record<string, (...given: readonly unknown[]) => unknown>;
    for (const name of names) {
      const original = functions[name];
      if (original === undefined) continue;
      functions[name] = (...given) => {
        // With flags it may be opened to be written.
        if (name.startsWith('open') ? typeof given[1] !== 'string' || given[1].startsWith('r') : true)
          tell(given[0]);
        return Reflect.apply(original, owner, given);
      };
    }
  };
  watch(fs, ['open', 'openSync', 'readFile', 'readFileSync', 'createReadStream', 'copyFile', 'copyFileSync']);
  watch(fs.promises, ['open', 'readFile', 'copyFile']);
  syncBuiltinESMExports();
}

/** Absolute paths. */
export async function readHooks(folder: string): Promise<readonly string[]> {
  const text = await readFile(join(folder, listed), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => String(JSON.parse(line)));
}
