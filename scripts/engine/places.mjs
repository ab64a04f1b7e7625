// Where things lie.
import {homedir} from 'node:os';
import {dirname, join} from 'node:path';
import {createRequire} from 'node:module';
import {tensorflow, tfjsNode} from './pins.mjs';

/** What runs: below node_modules, so that it goes when they go; with a dot, so that npm leaves it alone. */
export const engineFolder = (root) => join(root, 'node_modules', '.engine');

/** One per user, shared by all checkouts and installs. */
export const userCache = (env) => join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'epochal');

export const engineCache = (env) => join(userCache(env), 'engine');

/** A binding is compiled against the machine's C library, so a home shared by machines holds one engine for each. */
export const cacheKey = () =>
  `tensorflow-${tensorflow.version}_tfjs-node-${tfjsNode.version}_${process.platform}-${process.arch}_glibc-${glibc()}`;

/** Undefined on systems with another C library, such as Alpine Linux, for which TensorFlow is not built. */
export const glibc = () => process.report.getReport().header.glibcVersionRuntime;

export const bindingFile = 'lib/napi-v8/tfjs_binding.node';

/** The folder of an installed package as our code would find it, or undefined. */
export const installedPackage = (root, name) => {
  try {
    return dirname(createRequire(join(root, 'package.json')).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
};
