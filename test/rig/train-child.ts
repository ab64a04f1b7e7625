/** Trains a small CNN for 20 steps with the graph engine on as many threads as its argument says, and prints the weights' digest. */
import {createHash} from 'node:crypto';
import {createGraphTrainer} from '../../src/ml/engine/graph/graph-trainer.ts';
import {batchFor, optionsFor, smallCnn} from '../unit/ml/engine/graph/examples.ts';
import {loadNative} from '../unit/ml/engine/graph/native.ts';

const native = await loadNative(Number(process.argv[2]));
if ('missing' in native) throw new Error(native.missing);
const model = smallCnn();
const trainer = createGraphTrainer(optionsFor(model), native);
if ('unsupported' in trainer) throw new Error(trainer.unsupported);
for (let step = 0; step < 20; step++) trainer.step(batchFor(model, 64, step), 0.001);
const digest = createHash('sha256');
for (const {values} of trainer.weights()) digest.update(new Uint8Array(values.buffer));
trainer.dispose();
console.log(digest.digest('hex'));
