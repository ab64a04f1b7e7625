// Native TensorFlow for a checkout or an installed package, by the first way that works.
import {join} from 'node:path';
import {buildEngine} from './build-engine.mjs';
import {finishEngine} from './finish-engine.mjs';
import {linkTree} from './link.mjs';
import {loads} from './loads.mjs';
import {wholeManifest} from './manifest.mjs';
import {runOwnInstaller} from './own-installer.mjs';
import {cacheKey, engineCache, engineFolder} from './places.mjs';
import {discard, publish} from './publish.mjs';
import {copyRuntimeCode} from './runtime-code.mjs';
import {stopwatch} from './stopwatch.mjs';

/**
 * In order: what is in place; the user's cache; the registries; tfjs-node's own installer. That one is last because it brings
 * another TensorFlow: one version everywhere means the same numbers everywhere, and stores of artifacts that can be shared.
 * `{ok: true}`, or `{ok: false, why}`, a list of reasons, where no way worked. Nothing half-made is left.
 */
export const installEngine = async ({root, env, say}) => {
  if (env.EPOCHAL_ENGINE === 'wasm') {
    say('EPOCHAL_ENGINE=wasm: native TensorFlow is not installed.');
    return {ok: true};
  }
  const seconds = stopwatch();
  const place = engineFolder(root);
  const present = await wholeManifest(place);
  if (present !== undefined && (await loads(place, env)).ok) {
    say(`TensorFlow ${present.tensorflow} is in place and whole.`);
    return {ok: true};
  }
  await discard(place);

  const cached = await engineFromCache({root, env, say});
  if (cached.ok) {
    say(`TensorFlow ${cached.version} ready in ${seconds()} s, from ${cached.path}`);
    return cached;
  }
  const own = await engineFromOwnInstaller({root, env, say});
  if (own.ok) {
    say(`TensorFlow ${own.version} ready in ${seconds()} s, by tfjs-node's own installer.`);
    return own;
  }
  return {ok: false, why: [cached.why, `tfjs-node's own installer: ${own.why}`]};
};

/** Linked from the user's cache, where it is made first if the cache has none that is whole. */
const engineFromCache = async ({root, env, say}) => {
  const path = join(engineCache(env), cacheKey());
  if ((await wholeManifest(path)) === undefined) {
    await discard(path);
    const built = await publish(path, (folder) => buildEngine({root, folder, env, say}));
    if (!built.ok) return built;
  }
  const put = await publish(engineFolder(root), async (folder) => {
    await linkTree(path, folder);
    return loads(folder, env);
  });
  return {...put, path};
};

const engineFromOwnInstaller = async ({root, env, say}) => {
  const own = await runOwnInstaller({root, env, say});
  if (!own.ok) return own;
  return publish(engineFolder(root), async (folder) => {
    await copyRuntimeCode(own.path, folder);
    await linkTree(join(own.path, 'deps', 'lib'), join(folder, 'deps', 'lib'));
    await linkTree(join(own.path, 'lib'), join(folder, 'lib'));
    return finishEngine(folder, env);
  });
};
