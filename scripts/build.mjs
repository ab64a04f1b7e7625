/**
 * Makes dist/: the program, the one that runs a stage in a process of its own, and the library that stages of the user's own import, bundled;
 * with the digests of the code of every built-in stage, and the library's types.
 * Also writes pipeline.schema.json, which editors read.
 */
import {chmod, mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {build} from 'esbuild';
import {codeOf} from './code-digests.mjs';
import {buildJoined} from './join-chunks.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src');
const target = join(root, 'dist');
/** What stages of the user's own import. */
const library = join(source, 'runner/module/authoring.ts');

/** Libraries on the way of every start: bundled they take half the time to load that they take from their many files. */
const bundled = [
  'better-sqlite3',
  'commander',
  'fastest-levenshtein',
  'yaml',
  'zod',
  ...['p-queue', 'eventemitter3', 'p-timeout'],
  ...['string-width', 'ansi-regex', 'get-east-asian-width', 'strip-ansi'],
];

/** Everything else stays in node_modules, and is loaded where it is needed. */
const packagesOutside = {
  name: 'packages-outside',
  setup({onResolve}) {
    onResolve({filter: /^[^./]/}, ({path, kind}) => {
      const name = path.split('/', path.startsWith('@') ? 2 : 1).join('/');
      return kind === 'entry-point' || bundled.includes(name) ? undefined : {path, external: true};
    });
  },
};

/** Zod brings its messages in fifty languages; ours are written in `failures.ts`. */
const oneLanguage = {
  name: 'one-language',
  setup({onLoad}) {
    onLoad({filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/}, () => ({
      contents: "export {default as en} from './en.js';",
      loader: 'js',
    }));
  },
};

/** The library makes a segmenter and tables of all letters when it is imported, 35 ms of every start; few texts need them. */
const widthsWhenUsed = {
  name: 'widths-when-used',
  setup({onLoad}) {
    onLoad({filter: /string-width[\\/]index\.js$/}, async ({path}) => {
      const text = await readFile(path, 'utf8');
      const [, imports, body, main, rest] =
        /^((?:import .*\n)+)([^]*)export default (function stringWidth\([^]*?\n}\n)([^]*)$/.exec(text) ?? [];
      if (imports === undefined || /^(?:import|export) /m.test(body + rest))
        throw new Error(
          `${path} is not written as it was: look again at widthsWhenUsed in scripts/build.mjs`,
        );
      const contents = `${imports}
        let made;
        export default (...given) => (made ??= make())(...given);
        function make() { ${body} ${main} ${rest} return stringWidth; }`;
      return {contents, loader: 'js'};
    });
  },
};

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  plugins: [packagesOutside, oneLanguage, widthsWhenUsed],
  // Some of the bundled libraries are CommonJS and ask for Node's own modules.
  banner: {
    js: "import {createRequire as requireFrom} from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  logLevel: 'warning',
};

const [files, page, code, types] = await Promise.all([
  bundle(),
  bundlePage(),
  codeOf(source),
  libraryTypes(),
  writeSchema(),
]);
const written = {
  'code-digests.json': `${JSON.stringify(code.digests, undefined, 1)}\n`,
  'code-files.json': `${JSON.stringify(code.behind, undefined, 1)}\n`,
  'index.d.ts': types,
};
for (const [name, text] of Object.entries(written)) await writeIfChanged(join(target, name), text);
await removeOthers([...files, ...page, ...Object.keys(written).map((name) => join(target, name))]);

async function bundle() {
  const files = await buildJoined({
    ...common,
    entryPoints: {
      cli: join(source, 'cli/main.ts'),
      child: join(source, 'cli/stage-process.ts'),
      'augment-worker': join(source, 'ml/augment-worker.ts'),
      index: library,
    },
    outdir: target,
    // Full names in stack traces; the size does not matter on a disk.
    minifyWhitespace: true,
    minifySyntax: true,
    // Beside the programs: what a module looks for from its own place does not depend on how it was bundled.
    chunkNames: '[name]-[hash]',
  });
  await chmod(join(target, 'cli.js'), 0o755);
  return files;
}

/** The library is one file, whose exports say their types: they are taken from it as it stands. */
async function libraryTypes() {
  const {default: ts} = await import('typescript');
  const {outputText, diagnostics = []} = ts.transpileDeclaration(await readFile(library, 'utf8'), {
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      verbatimModuleSyntax: true,
    },
  });
  const [fault] = diagnostics;
  if (fault !== undefined) throw new Error(ts.flattenDiagnosticMessageText(fault.messageText, '\n'));
  return outputText;
}

/** What runs in the browser: the script and the style that every report carries within it. */
async function bundlePage() {
  const {metafile} = await build({
    absWorkingDir: root,
    bundle: true,
    platform: 'browser',
    target: 'es2023',
    format: 'iife',
    minify: true,
    // Its own notice is no comment that a minifier keeps.
    banner: {
      js: '/*! Charts by uPlot, Copyright (c) Leon Sorokin, MIT licence: github.com/leeoniya/uPlot */',
    },
    charset: 'utf8',
    entryPoints: {
      'report-page': join(source, 'ui/report/page/main.ts'),
      'report-style': join(source, 'ui/report/page/page.css'),
    },
    outdir: target,
    metafile: true,
    logLevel: 'warning',
  });
  return Object.keys(metafile.outputs).map((file) => join(root, file));
}

/** What earlier builds left. Last, so that a program that is running finds its parts as long as can be. */
async function removeOthers(files) {
  const entries = await readdir(target, {recursive: true, withFileTypes: true});
  const found = entries
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath ?? each.path, each.name));
  await Promise.all(found.filter((file) => !files.includes(file)).map((file) => rm(file)));
}

/** Asks the sources themselves: the schema of a pipeline is made of the params that each stage declares. */
async function writeSchema() {
  const program = join(root, 'node_modules', '.cache', `epochal-schema-${process.pid}.mjs`);
  try {
    await build({
      ...common,
      outfile: program,
      stdin: {
        resolveDir: source,
        contents: `
          import {pipelineSchema} from './runner/pipeline-schema.ts';
          import {stageDefinitions} from './stages/index.ts';
          export const schema = pipelineSchema(stageDefinitions);`,
      },
    });
    const {schema} = await import(pathToFileURL(program).href);
    await writeIfChanged(join(root, 'pipeline.schema.json'), `${JSON.stringify(schema, undefined, 2)}\n`);
  } finally {
    await rm(program, {force: true});
  }
}

async function writeIfChanged(file, text) {
  await mkdir(dirname(file), {recursive: true});
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before !== text) await writeFile(file, text);
}
