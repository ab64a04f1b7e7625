import {createHash} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {isBuiltin} from 'node:module';
import {dirname, extname, join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import type {BuildOptions, Loader, Message, Plugin, transform} from 'esbuild';
import {fail, ok, type Failure, type Place, type Result} from '../failure.ts';
import {compilerFailed, importMissing, moduleInvalid, packageMissing} from './failures.ts';
import {fileStamp} from './file-stamp.ts';

/** A user's module and all local modules that it reaches, in one text that Node can run from anywhere. */
export interface Compiled {
  readonly bundle: string;
  /** Absolute paths → digest of the code alone: comments, formatting and types are gone by then. */
  readonly files: Readonly<Record<string, string>>;
  /** Of these files, taken before they were read. */
  readonly stamps: Readonly<Record<string, string>>;
  /** npm packages that it imports. */
  readonly packages: readonly ImportedPackage[];
}

export interface ImportedPackage {
  readonly name: string;
  readonly version: string;
  /** Its package.json, absolute. */
  readonly manifest: string;
}

interface Options {
  /** Absolute. */
  readonly entry: string;
  /** The folder that the bundle will lie in. */
  readonly folder: string;
  /** What `import 'epochal'` stands for: the library of this very program. */
  readonly library: URL;
}

/** Compiles with esbuild; types are taken out, not checked. All faults at once. */
export async function compileModule(options: Options): Promise<Result<Compiled, readonly Failure[]>> {
  const {entry} = options;
  const packages = new Map<string, ImportedPackage>();
  const read: Read = new Map();
  try {
    const esbuild = await import('esbuild');
    const {metafile, outputFiles} = await esbuild.build({
      ...settings(options),
      plugins: [ownPlaces(read), outside({library: options.library, packages})],
    });
    const paths = Object.keys(metafile.inputs).map((path) => resolve(dirname(entry), path));
    const files = await Promise.all(
      paths.sort().map(async (path) => {
        const {stamp = '', text} = read.get(path) ?? {};
        return {path, stamp, digest: await codeDigest(path, text, esbuild.transform)};
      }),
    );
    return ok({
      bundle: outputFiles[0]?.text ?? '',
      files: Object.fromEntries(files.map(({path, digest}) => [path, digest])),
      stamps: Object.fromEntries(files.map(({path, stamp}) => [path, stamp])),
      packages: [...packages.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    });
  } catch (error) {
    return fail(faultsOf(error, entry));
  }
}

const settings = ({entry, folder}: Options) =>
  ({
    entryPoints: [entry],
    outfile: join(folder, 'module.mjs'),
    absWorkingDir: dirname(entry),
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // As Node itself resolves.
    conditions: [],
    mainFields: ['main'],
    sourcemap: 'inline',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'silent',
    define: ofFile,
    banner: {js: requireInBundle},
  }) satisfies BuildOptions;

/** What a module may ask of its own place, which the bundle lacks. */
const ofFile = {
  'import.meta.url': '__epochal_url',
  'import.meta.filename': '__epochal_filename',
  'import.meta.dirname': '__epochal_dirname',
  __filename: '__epochal_filename',
  __dirname: '__epochal_dirname',
} as const;

/** CommonJS among the modules calls `require`. */
const requireInBundle =
  "import {createRequire as __epochal_require} from 'node:module'; const require = __epochal_require(import.meta.url);";

const loaders: Readonly<Record<string, Loader>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.jsx': 'jsx',
};

/** The files that went into the bundle; the text of those that are code. */
type Read = Map<string, {readonly stamp: string; readonly text?: string}>;

/** Tells each file where it lies, on its first line, so that the lines of the others stay as they are. */
const ownPlaces = (read: Read): Plugin => ({
  name: 'own-places',
  setup: (build) => {
    build.onLoad({filter: /.*/}, async ({path}) => {
      const stamp = fileStamp(path);
      const loader = loaders[extname(path)];
      if (loader === undefined) {
        read.set(path, {stamp});
        return undefined;
      }
      const text = await readFile(path, 'utf8');
      read.set(path, {stamp, text});
      if (!/import\.meta|__filename|__dirname/.test(text)) return {contents: text, loader};
      const values = [pathToFileURL(path).href, path, dirname(path)].map((each) => JSON.stringify(each));
      const names = ['__epochal_url', '__epochal_filename', '__epochal_dirname'];
      const told = names.map((name, index) => `${name}=${values[index] ?? ''}`).join(',');
      return {contents: `var ${told};${text}`, loader};
    });
  },
});

interface Outside {
  readonly library: URL;
  readonly packages: Map<string, ImportedPackage>;
}

/** Packages stay where they are installed, and are named by their place, since the bundle lies elsewhere. */
const outside = ({library, packages}: Outside): Plugin => ({
  name: 'outside',
  setup: (build) => {
    const seen = Symbol('seen');
    build.onResolve({filter: /.*/}, async ({path, kind, resolveDir, importer, pluginData}) => {
      if (kind === 'entry-point' || pluginData === seen) return undefined;
      if (isBuiltin(path)) return {path, external: true};
      if (path === 'epochal') return {path: library.href, external: true};
      if (/^(https?|data|file):/.test(path)) return {path, external: true};
      const found = await build.resolve(path, {kind, resolveDir, importer, pluginData: seen});
      if (found.errors.length > 0 || found.external) return found;
      const native = found.path.endsWith('.node');
      if (!native && !/[\\/]node_modules[\\/]/.test(found.path)) return {path: found.path};
      const owner = native ? undefined : packageOf(found.path);
      if (owner !== undefined) packages.set(owner.manifest, owner);
      const byRequire = kind === 'require-call' || kind === 'require-resolve';
      return {path: byRequire ? found.path : pathToFileURL(found.path).href, external: true};
    });
  },
});

/** The package that a file belongs to: package.json files within a package may only say its kind of modules. */
function packageOf(file: string): ImportedPackage | undefined {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const read = readPackage(manifest);
    if (read !== undefined) return read;
  }
  return undefined;
}

/** Undefined where it has no name and version. */
export function readPackage(manifest: string): ImportedPackage | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
    if (typeof read !== 'object' || read === null || !('name' in read) || !('version' in read))
      return undefined;
    const {name, version} = read;
    return typeof name === 'string' && typeof version === 'string' ? {name, version, manifest} : undefined;
  } catch {
    return undefined;
  }
}

/** Of code, what is left when comments, formatting and types are taken out. */
async function codeDigest(path: string, text: string | undefined, plain: typeof transform): Promise<string> {
  const code =
    text === undefined
      ? await readFile(path)
      : (
          await plain(text, {
            loader: loaders[extname(path)] ?? 'js',
            minifyWhitespace: true,
            legalComments: 'none',
            target: 'es2022',
            logLevel: 'silent',
          })
        ).code;
  return createHash('sha256').update(code).digest('hex');
}

function faultsOf(error: unknown, entry: string): readonly Failure[] {
  const errors = messagesOf(error);
  if (errors === undefined)
    return [compilerFailed({file: entry}, error instanceof Error ? error.message : String(error))];
  return errors.map(({text, location}) => {
    const where: Place =
      location === null
        ? {file: entry}
        : {
            file: resolve(dirname(entry), location.file),
            line: location.line,
            // esbuild counts bytes.
            column: Buffer.from(location.lineText).subarray(0, location.column).toString().length + 1,
          };
    const [, missing] = /^Could not resolve "([^"]+)"/.exec(text) ?? [];
    if (missing === undefined) return moduleInvalid(where, text);
    return /^[./]/.test(missing)
      ? importMissing(where, missing)
      : packageMissing(where, missing.split('/', missing.startsWith('@') ? 2 : 1).join('/'));
  });
}

/** Undefined where it is no verdict of the compiler. */
const messagesOf = (error: unknown): readonly Message[] | undefined =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors) && error.errors.length > 0
    ? (error.errors as readonly Message[])
    : undefined;
