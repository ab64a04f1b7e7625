// tfjs-node's C++, compiled without node-gyp: two sources and two libraries need no make, no Python and no network.
import {access} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {firstThatAnswers, run} from './command.mjs';
import {unpackNpmPackage} from './npm-package.mjs';
import {nodeApiHeaders, nodeApiVersion} from './pins.mjs';

/** `{ok: true, path}` or `{ok: false, why}`. */
export const findCompiler = async (env) => {
  const candidates = [env.CXX, 'g++', 'c++', 'clang++'].filter(Boolean).map((file) => [file]);
  const found = await firstThatAnswers(candidates, env);
  return found === undefined
    ? {ok: false, why: 'PyPI: no C++ compiler (g++, c++ or clang++) is on PATH to make the binding with'}
    : {ok: true, path: found[0]};
};

/** The folder of node_api.h: of Node itself where it was installed with it, else from npm. `{ok: true, path}` or `{ok: false, why}`. */
export const findNodeHeaders = async (scratch, env) => {
  const prefixes = [
    env.npm_config_nodedir,
    process.config.variables.node_prefix,
    dirname(dirname(process.execPath)),
  ];
  for (const prefix of prefixes.filter(Boolean)) {
    const path = join(prefix, 'include', 'node');
    if (await exists(join(path, 'node_api.h'))) return {ok: true, path};
  }
  const unpacked = await unpackNpmPackage(nodeApiHeaders, scratch, env);
  return unpacked.ok ? {ok: true, path: join(scratch, 'include')} : unpacked;
};

/** Needs the headers alone, so that it can go on while the libraries are unpacked. `{ok: true, objects}` or `{ok: false, why}`. */
export const compileObjects = async ({compiler, tfjsNodeFolder, headers, scratch, env}) => {
  const includes = [...headers, tfjsNodeFolder].map((folder) => `-I${folder}`);
  const flags = ['-std=c++17', '-O2', '-fPIC', `-DNAPI_VERSION=${nodeApiVersion}`, ...includes];
  const objects = [];
  for (const name of ['tfjs_backend', 'tfjs_binding']) {
    const source = join(tfjsNodeFolder, 'binding', `${name}.cc`);
    const object = join(scratch, `${name}.o`);
    const compiled = await run(compiler, [...flags, '-c', source, '-o', object], {env});
    if (!compiled.ok) return compiled;
    objects.push(object);
  }
  return {ok: true, objects};
};

/** The binding finds the libraries from where it lies, so that the folder can be moved. */
export const linkBinding = ({compiler, objects, libraries, binding, env}) =>
  run(
    compiler,
    ['-shared', '-s', '-o', binding, ...objects, ...libraries, '-Wl,-rpath,$ORIGIN/../../deps/lib'],
    {env},
  );

const exists = (path) =>
  access(path).then(
    () => true,
    () => false,
  );
