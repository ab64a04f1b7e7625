import {createHash} from 'node:crypto';
import {existsSync, statSync} from 'node:fs';
import {extname, isAbsolute, relative, resolve} from 'node:path';
import {fail, ok, type Failure, type Place, type Result} from '../failure.ts';
import {compileModule} from './compile-module.ts';
import type {ModuleDescription} from './describe-module.ts';
import type {ModuleCode} from './module-code.ts';
import {moduleKind, moduleMissing} from './failures.ts';
import type {ModuleCache} from './module-cache.ts';
import type {LoadedModule} from './module-definition.ts';

/** What loading a user's module needs from around it. */
export interface ModuleLoading {
  readonly cache: ModuleCache;
  /** What `import 'epochal'` stands for. */
  readonly library: URL;
  /** Imports a compiled module, in a process of its own or here, and asks what it is. */
  readonly describe: (code: ModuleCode) => Promise<Result<ModuleDescription>>;
}

/** `uses:` means a file by its beginning, or by its end. */
export const meansFile = (uses: string): boolean => /^\.{0,2}\//.test(uses) || /\.[cm]?[jt]sx?$/.test(uses);

const extensions = ['.ts', '.mts', '.js', '.mjs'];

/** Compiles a module and has it described, or takes both from the cache. All faults at once. */
export async function loadModule(
  uses: string,
  {workspace, where}: {readonly workspace: string; readonly where: Place},
  {cache, library, describe}: ModuleLoading,
): Promise<Result<LoadedModule, readonly Failure[]>> {
  const file = resolve(workspace, uses);
  const name = named(file, workspace);
  if (!existsSync(file) || !statSync(file).isFile()) return fail([moduleMissing(where, uses)]);
  if (!extensions.includes(extname(file))) return fail([moduleKind(where, uses)]);
  const cached = cache.find(file);
  if (cached !== undefined) return ok(loaded(cached));

  const compiled = await compileModule({entry: file, folder: cache.folder, library});
  if (!compiled.ok) return compiled;
  const {files, stamps, packages} = compiled.value;
  const kept = await cache.keepBundle(compiled.value.bundle);
  if (!kept.ok) return fail([kept.failure]);
  const bundle = kept.value;
  const description = await describe(codeOf({bundle, files}));
  if (!description.ok) return fail([description.failure]);
  const found = {bundle, files, stamps, packages, description: description.value};
  const module = loaded(found);
  await cache.keep(file, found);
  await cache.keepFiles(module.digest, module.files);
  return ok(module);

  function codeOf({bundle: text, files: of}: {readonly bundle: string; readonly files: object}): ModuleCode {
    return {name, file, bundle: text, sources: Object.keys(of)};
  }

  function loaded(all: Omit<typeof found, 'stamps'>): LoadedModule {
    const own = Object.fromEntries(
      Object.entries(all.files).map(([path, digest]) => [named(path, workspace), digest]),
    );
    const hash = createHash('sha256');
    for (const path of Object.keys(own).sort()) hash.update(`${path} ${own[path] ?? ''}\n`);
    return {
      code: codeOf(all),
      description: all.description,
      files: own,
      digest: hash.digest('hex'),
      packages: Object.fromEntries(all.packages.map((each) => [each.name, each.version])),
    };
  }
}

/** From the workspace on where it lies there, so that the workspace can be moved. */
const named = (file: string, workspace: string): string => {
  const inside = relative(workspace, file);
  return isAbsolute(inside) ? file : inside;
};
