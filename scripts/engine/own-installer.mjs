// tfjs-node's own installer: older TensorFlow from Google's storage, with a binding ready made for most platforms.
import {delimiter, join} from 'node:path';
import {access} from 'node:fs/promises';
import {run} from './command.mjs';
import {tfjsNode} from './pins.mjs';
import {bindingFile, installedPackage} from './places.mjs';

/** `{ok: true, path}`, the package's folder with a binding in it, or `{ok: false, why}`. npm 10 may have run it already. */
export const runOwnInstaller = async ({root, env, say}) => {
  const path = installedPackage(root, tfjsNode.name);
  if (path === undefined) return {ok: false, why: `${tfjsNode.name} is not in node_modules`};
  if (await exists(join(path, bindingFile))) return {ok: true, path};
  const host = env.TFJS_NODE_CDN_STORAGE || 'https://storage.googleapis.com/';
  if (!(await answers(host, env))) return {ok: false, why: `${host} does not answer`};
  say(`running tfjs-node's own installer, from ${host}…`);
  const installed = await run(process.execPath, ['scripts/install.js'], {
    cwd: path,
    env: {...env, PATH: [join(root, 'node_modules', '.bin'), env.PATH].join(delimiter)},
    timeout: 15 * 60 * 1000,
  });
  if (!installed.ok) return installed;
  return (await exists(join(path, bindingFile))) ? {ok: true, path} : {ok: false, why: 'it left no binding'};
};

/** Behind a proxy, which Node's fetch does not use, the installer is let try. */
const answers = async (host, env) => {
  if (env.HTTPS_PROXY || env.https_proxy || env.HTTP_PROXY || env.http_proxy) return true;
  try {
    await fetch(host, {method: 'HEAD', signal: AbortSignal.timeout(5000)});
    return true;
  } catch {
    return false;
  }
};

const exists = (path) =>
  access(path).then(
    () => true,
    () => false,
  );
