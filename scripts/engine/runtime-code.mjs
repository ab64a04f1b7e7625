// tfjs-node's JavaScript, as far as an engine needs it.
import {mkdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {copyTree} from './link.mjs';

/**
 * The kernels and the backend. Its tests, types and the rest of its interface are left out, and with them forty packages
 * that they depend on: an engine needs @tensorflow/tfjs alone.
 */
export const copyRuntimeCode = async (tfjsNodeFolder, folder) => {
  await copyTree(tfjsNodeFolder, folder, isRuntimeCode);
  // The backend loads these messages for TensorBoard's event files, which nothing here writes.
  const messages = join(folder, 'dist', 'proto', 'api_pb.js');
  await mkdir(dirname(messages), {recursive: true});
  await writeFile(messages, 'module.exports = {};\n');
};

const isRuntimeCode = (path) =>
  path === 'package.json' ||
  (/^dist\/(kernels\/\w+|register_all_kernels|nodejs_kernel_backend|int64_tensors)\.js$/.test(path) &&
    !path.endsWith('_test.js'));
