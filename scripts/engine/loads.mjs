// Whether an engine loads, tried in a process of its own: a library that does not suit the machine ends its process.
import {join} from 'node:path';
import {run} from './command.mjs';
import {bindingFile} from './places.mjs';

/** Ends by itself, or the last line on the screen would be the version of Node, not the reason. */
const program = `
try {
  const binding = require(process.argv[1]);
  binding.isUsingGpuDevice();
  console.log(binding.TF_Version);
} catch (error) {
  console.log(error.message);
  process.exit(1);
}`;

/** `{ok: true, version}`, as TensorFlow gives it, or `{ok: false, why}`. */
export const loads = async (folder, env) => {
  const tried = await run(process.execPath, ['-e', program, join(folder, bindingFile)], {
    env: {...env, TF_CPP_MIN_LOG_LEVEL: '3'},
  });
  return tried.ok ? {ok: true, version: tried.output.split('\n').at(-1)} : tried;
};
