/** Loads the engine named by its argument, multiplies two matrices and prints what it found. */
import {loadBackend} from '../../src/ml/backend.ts';
import {engineInfo} from '../../src/ml/engine-info.ts';

const [, , engine = '', threads = ''] = process.argv;
const info = engineInfo({env: {EPOCHAL_ENGINE: engine}});
if (!info.ok) throw new Error(info.failure.what);
const backend = await loadBackend({engine: info.value.name, threads: Number(threads)});
if (!backend.ok) throw new Error(backend.failure.what);

const {tf} = backend.value;
const product = tf.tidy(() => [
  ...tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])).dataSync(),
]);
console.log(
  JSON.stringify({
    backend: tf.getBackend(),
    product,
    recorded: info.value.version,
    loaded: backend.value.engine === 'tensorflow' ? backend.value.binding.TF_Version : tf.version.tfjs,
  }),
);
