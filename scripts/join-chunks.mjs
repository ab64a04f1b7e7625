import {createHash} from 'node:crypto';
import {basename, dirname, join} from 'node:path';
import {build} from 'esbuild';

/**
 * Builds with as few files as can be. Where programs share code, esbuild cuts it into a chunk for each set of programs that need it: more than a
 * hundred, of which a verb loads up to eighty, and Node takes half a millisecond and more for each, however small. Here the small ones that need the same
 * libraries and large parts become one file. Since importing a module of ours does nothing, it costs next to nothing that a
 * program loads more of them than it needs; no library is loaded for it that was not before.
 *
 * Takes the options of an esbuild build that splits; returns the paths of the files written.
 */
export async function buildJoined(options) {
  const root = options.absWorkingDir;
  const {metafile, outputFiles} = await build({
    ...options,
    banner: {},
    splitting: true,
    metafile: true,
    sourcemap: 'external',
    write: false,
  });
  const texts = new Map(outputFiles.map(({path, text}) => [path, text]));
  const parts = partsOf(metafile, {root, programs: Object.keys(options.entryPoints)});
  const written = await build({
    ...options,
    entryPoints: Object.fromEntries([...new Set(parts.values())].map(({name}) => [name, `joined:${name}`])),
    sourcemap: true,
    metafile: true,
    plugins: [joining({parts, texts})],
  });
  return Object.keys(written.metafile.outputs).map((file) => join(root, file));
}

/** Chunks larger than this stay what they are: who does not need one should not load it. */
const smallBytes = 12_000;

/** What Node has loaded before any program begins. The others of its modules take some milliseconds each, as libraries do. */
const light = ['fs', 'fs/promises', 'module', 'os', 'path', 'url', 'util'].map((name) => `node:${name}`);

/**
 * Which file each output of the first build becomes a part of, by its path: `{name, files, exported}`, where `exported` says
 * how the file calls what the part exports.
 */
function partsOf({outputs}, {root, programs}) {
  const code = Object.entries(outputs).filter(([path]) => path.endsWith('.js'));
  const infoOf = new Map(code.map(([path, info]) => [join(root, path), info]));
  const isAlone = (file) => {
    const {entryPoint, bytes} = infoOf.get(file);
    return entryPoint !== undefined || bytes > smallBytes;
  };
  const importsOf = (file) =>
    infoOf.get(file).imports.filter(({kind}) => kind !== 'dynamic-import' && kind !== 'require-call');
  const reachedFrom = (file) => {
    const reached = new Set([file]);
    for (const each of reached) {
      for (const {path, external} of importsOf(each)) if (external !== true) reached.add(join(root, path));
    }
    return reached;
  };
  const needsOf = (file) => {
    const needs = new Set();
    for (const each of reachedFrom(file)) {
      if (each !== file && isAlone(each)) needs.add(each);
      for (const {path, external} of importsOf(each)) {
        if (external === true && !light.includes(path)) needs.add(path);
      }
    }
    return [...needs].sort().join('\n');
  };
  // The names of chunks are made of what they hold, and this of them: a program that runs while another is built finds its own files.
  const version = createHash('sha256')
    .update([...infoOf.keys()].sort().join())
    .digest('hex')
    .slice(0, 8);
  const together = new Map();
  for (const file of infoOf.keys()) {
    const key = isAlone(file) ? file : `needs ${needsOf(file)}`;
    together.set(key, [...(together.get(key) ?? []), file]);
  }
  const parts = new Map();
  let count = 0;
  for (const files of together.values()) {
    const [first] = files;
    const own = files.length === 1 ? basename(first, '.js') : `shared-${++count}`;
    const name = programs.includes(own) ? own : `${own}-${version}`;
    files.forEach((file, index) =>
      parts.set(file, {
        name,
        files,
        exported: new Map(
          infoOf.get(file).exports.map((each) => [each, files.length === 1 ? each : `${each}$${index}`]),
        ),
      }),
    );
  }
  return parts;
}

/** Reads the outputs of the first build; what lies in another file of the second is imported from there. */
const joining = ({parts, texts}) => ({
  name: 'join-chunks',
  setup({onResolve, onLoad}) {
    onResolve({filter: /^joined:/}, ({path}) => ({path, namespace: 'joined'}));
    onLoad({filter: /.*/, namespace: 'joined'}, ({path}) => {
      const name = path.slice('joined:'.length);
      const own = [...parts].filter(([, part]) => part.name === name);
      return {
        contents: own.map(([file, {exported}]) => exportsFrom(file, exported)).join(''),
        resolveDir: dirname(own[0][0]),
      };
    });
    onResolve({filter: /.*/}, ({path, importer, namespace, kind, resolveDir}) => {
      if (!/^[./]/.test(path)) return {path, external: true};
      const file = join(resolveDir, path);
      const part = parts.get(file);
      if (part === undefined) return {path, external: true};
      if (kind === 'dynamic-import') return {path: `./${part.name}.js`, external: true};
      if (namespace === 'elsewhere') return {path, external: true};
      if (namespace === 'joined' || parts.get(importer)?.name === part.name)
        return {path: file, namespace: 'built'};
      return {path: file, namespace: 'elsewhere'};
    });
    onLoad({filter: /.*/, namespace: 'built'}, ({path}) => ({
      contents: `${texts.get(path)}\n${inlineMap(texts.get(`${path}.map`))}`,
      resolveDir: dirname(path),
    }));
    onLoad({filter: /.*/, namespace: 'elsewhere'}, ({path}) => {
      const {name, exported} = parts.get(path);
      const names = [...exported].map(([inside, outside]) => `${outside} as ${inside}`);
      return {contents: `export {${names.join()}} from './${name}.js';\n`, resolveDir: dirname(path)};
    });
  },
});

const exportsFrom = (file, exported) => {
  const names = [...exported].map(([inside, outside]) => `${inside} as ${outside}`);
  return names.length === 0
    ? `import './${basename(file)}';\n`
    : `export {${names.join()}} from './${basename(file)}';\n`;
};

const inlineMap = (map) =>
  map === undefined
    ? ''
    : `//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}`;
