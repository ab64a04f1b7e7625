// Makes an engine from what the registries have: tfjs-node's code, TensorFlow's library, and the binding between them.
import {mkdir, rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {compileObjects, findCompiler, findNodeHeaders, linkBinding} from './compile-binding.mjs';
import {finishEngine} from './finish-engine.mjs';
import {unpackNpmPackage} from './npm-package.mjs';
import {tensorflow, tfjsNode} from './pins.mjs';
import {bindingFile, glibc, installedPackage} from './places.mjs';
import {copyRuntimeCode} from './runtime-code.mjs';
import {stopwatch} from './stopwatch.mjs';
import {headerDestination, libraryDestination, unpackWheel} from './unpack-wheel.mjs';
import {downloadWheel} from './wheel.mjs';

/** Fills `folder`, an empty one. `{ok: true}`, or `{ok: false, why}` where this machine lacks something. */
export const buildEngine = async ({root, folder, env, say}) => {
  const platform = `${process.platform}-${process.arch}`;
  const wheel = tensorflow.wheels[platform];
  if (wheel === undefined) return {ok: false, why: `PyPI: no library is known for ${platform}`};
  if (glibc() === undefined)
    return {ok: false, why: 'PyPI: its TensorFlow needs glibc, and this system has none'};

  // What may be lacking is looked for before hundreds of megabytes are fetched.
  const scratch = join(folder, 'scratch');
  const compiler = await findCompiler(env);
  if (!compiler.ok) return compiler;
  const nodeHeaders = await findNodeHeaders(join(scratch, 'node-api-headers'), env);
  if (!nodeHeaders.ok) return nodeHeaders;
  const tfjs = await findTfjsNode(root, join(scratch, 'tfjs-node'), env);
  if (!tfjs.ok) return tfjs;

  say(`fetching TensorFlow's library (${wheel.megabytes} MB) from PyPI…`);
  const seconds = stopwatch();
  const downloaded = await downloadWheel(wheel, join(scratch, 'wheel'), env);
  if (!downloaded.ok) return downloaded;

  say(`fetched in ${seconds()} s; unpacking it and compiling its binding…`);
  const headers = join(scratch, 'include');
  await unpackWheel(downloaded.path, headerDestination(headers));
  const [compiled] = await Promise.all([
    compileObjects({
      compiler: compiler.path,
      tfjsNodeFolder: tfjs.path,
      headers: [headers, nodeHeaders.path],
      scratch,
      env,
    }),
    unpackWheel(downloaded.path, libraryDestination(folder, wheel.library)),
  ]);
  if (!compiled.ok) return compiled;
  const binding = join(folder, bindingFile);
  await mkdir(dirname(binding), {recursive: true});
  const libraries = Object.values(wheel.library)
    .filter((path) => path.startsWith('deps/lib/'))
    .map((path) => join(folder, path));
  const linked = await linkBinding({
    compiler: compiler.path,
    objects: compiled.objects,
    libraries,
    binding,
    env,
  });
  if (!linked.ok) return linked;

  await copyRuntimeCode(tfjs.path, folder);
  await rm(scratch, {recursive: true});
  return finishEngine(folder, env);
};

/** The package as npm installed it; npm 10 takes it away where its own installer fails, and then it is fetched. */
const findTfjsNode = async (root, scratch, env) => {
  const installed = installedPackage(root, tfjsNode.name);
  if (installed !== undefined) return {ok: true, path: installed};
  const unpacked = await unpackNpmPackage(tfjsNode, scratch, env);
  return unpacked.ok ? {ok: true, path: scratch} : unpacked;
};
