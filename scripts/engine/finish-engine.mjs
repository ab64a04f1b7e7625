// What every engine has, however it was made.
import {chmod} from 'node:fs/promises';
import {join} from 'node:path';
import {filesBelow} from './link.mjs';
import {loads} from './loads.mjs';
import {writeManifest} from './manifest.mjs';
import {tfjsNode} from './pins.mjs';

/** An engine is finished when it has been seen to load: then its files are recorded, and are for reading only. */
export const finishEngine = async (folder, env) => {
  const loaded = await loads(folder, env);
  if (!loaded.ok) return loaded;
  await writeManifest(folder, {tensorflow: loaded.version, binding: `tfjs-node ${tfjsNode.version}`});
  for (const path of await filesBelow(folder)) await chmod(join(folder, path), 0o444);
  return loaded;
};
