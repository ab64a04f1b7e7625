// Run by npm after an install; run it by hand to check the engine in full and mend what is broken.
import {fileURLToPath} from 'node:url';
import {installEngine} from './engine/install.mjs';
import {installSqlite} from './sqlite-binding.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (line) => console.log(`epochal: ${line}`);
const unexpected = (error) => ({ok: false, why: [error instanceof Error ? error.message : String(error)]});

const [engine, sqlite] = await Promise.all([
  installEngine({root, env: process.env, say}).catch(unexpected),
  installSqlite({root, env: process.env, say}).catch(unexpected),
]);

// There is another engine, so an install without this one is a good install.
if (!engine.ok) {
  say('native TensorFlow could not be installed.');
  for (const why of engine.why) say(`- ${why}`);
  say('Training will use the wasm engine, many times slower. docs/install.md says what is needed;');
  say(`then run: node ${root}scripts/postinstall.mjs`);
}
// Without it nothing can be recorded.
if (!sqlite.ok) {
  say(`SQLite's binding (better-sqlite3) could not be installed. ${sqlite.why}`);
  process.exitCode = 1;
}
