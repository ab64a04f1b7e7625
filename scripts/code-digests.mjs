import {createHash} from 'node:crypto';
import {readdir, readFile} from 'node:fs/promises';
import {join, relative} from 'node:path';
import {build, transform} from 'esbuild';

/** Modules that only list others, which are loaded by name: whoever loads one by name has that one in its key. */
const registries = [
  'stages/index.ts',
  'ml/models/index.ts',
  'ml/schedules/index.ts',
  'ml/augmentations/index.ts',
  'stages/download/sources.ts',
];

/** Whose digests may be asked for: everything that a stage definition is, or can load by name. */
const roots = ['stages', 'ml'];

/**
 * Module → SHA-256 over its code and that of all local modules it reaches by imports, dynamic ones too.
 * Types, comments and formatting are taken out first, so that only what runs counts.
 * And what is behind these digests, so that a change can be told by its file.
 *
 * @param {string} source the folder `src`
 * @returns {Promise<import('./code-digests.d.mts').Code>}
 */
export async function codeOf(source) {
  const files = (await Promise.all(roots.map((root) => sourceFiles(join(source, root))))).flat().sort();
  const modules = files.filter((file) => !registries.includes(relative(source, file)));
  const imports = await importsOf(modules, source);
  const own = new Map(
    await Promise.all([...imports.keys()].map(async (file) => [file, await ownDigest(join(source, file))])),
  );
  const found = modules.map((module) => {
    const file = relative(source, module);
    const reached = reachedFrom(file, imports);
    const hash = createHash('sha256');
    for (const each of reached) hash.update(`${each} ${own.get(each)}\n`);
    return {name: file.replace(/\.tsx?$/, ''), digest: hash.digest('hex'), reached};
  });
  return {
    digests: Object.fromEntries(found.map(({name, digest}) => [name, digest])),
    behind: {
      files: Object.fromEntries(own),
      reached: Object.fromEntries(found.map(({digest, reached}) => [digest, reached])),
    },
  };
}

async function sourceFiles(folder) {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true}).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** File → the local files it imports, as esbuild resolves them. Type-only imports are gone by then. */
async function importsOf(modules, source) {
  const {metafile} = await build({
    entryPoints: modules,
    absWorkingDir: source,
    outdir: 'unused',
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    treeShaking: false,
    logLevel: 'silent',
    loader: {'.wasm': 'binary', '.node': 'empty'},
  });
  return new Map(
    Object.entries(metafile.inputs).map(([file, {imports}]) => [
      file,
      imports.filter((each) => each.external !== true).map((each) => each.path),
    ]),
  );
}

/** All files that a file reaches, itself included, sorted. */
function reachedFrom(file, imports) {
  const reached = new Set();
  const waiting = [file];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    waiting.push(...(imports.get(next) ?? []).filter((each) => !registries.includes(each)));
  }
  return [...reached].sort();
}

async function ownDigest(file) {
  const text = await readFile(file, 'utf8');
  const code = /\.tsx?$/.test(file) ? await plainCode(text, file) : text;
  return createHash('sha256').update(code).digest('hex');
}

async function plainCode(text, file) {
  const {code} = await transform(text, {
    loader: file.endsWith('x') ? 'tsx' : 'ts',
    minifyWhitespace: true,
    legalComments: 'none',
    target: 'es2022',
    // As tsconfig.json says: what is imported without `type` is imported.
    tsconfigRaw: {compilerOptions: {verbatimModuleSyntax: true, jsx: 'react-jsx'}},
  });
  return code;
}
