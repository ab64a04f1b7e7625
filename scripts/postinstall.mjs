// Run by npm after an install; run it by hand to check the engine in full and mend it. It never fails an install.
import {fileURLToPath} from 'node:url';
import {installEngine} from './engine/install.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (line) => console.log(`epochal: ${line}`);

const outcome = await installEngine({root, env: process.env, say}).catch((error) => ({
  ok: false,
  why: [error instanceof Error ? error.message : String(error)],
}));
if (!outcome.ok) {
  say('native TensorFlow could not be installed.');
  for (const why of outcome.why) say(`- ${why}`);
  say('Training will use the wasm engine, many times slower. docs/install.md says what is needed;');
  say(`then run: node ${root}scripts/postinstall.mjs`);
}
