import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {describe, expect, test} from 'vitest';
import {createGraphTrainer} from '../../../../../src/ml/engine/graph/graph-trainer.ts';
import {train} from '../../../../../src/ml/training.ts';
import {tinyDataset} from '../../../../rig/tiny-dataset.ts';
import {optionsFor, smallBranched, smallCnn} from './examples.ts';
import {loadNative} from './native.ts';

const native = await loadNative();
const epochs = 100;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe.skipIf('missing' in native)('a hundred epochs on the graph engine', () => {
  test.each([
    ['a CNN', smallCnn()],
    ['branches, batch normalisation and all', smallBranched()],
  ])('keep no tensor and no memory: %s', async (_, model) => {
    if ('missing' in native) return;
    const {tf, binding} = native;
    const trainer = createGraphTrainer(optionsFor(model), native);
    if ('unsupported' in trainer) throw new Error(trainer.unsupported);

    const seen: {readonly tensors: readonly number[]; readonly held: number; readonly resident: number}[] =
      [];
    const measure = () => {
      collectGarbage();
      const {heapUsed, external, rss} = process.memoryUsage();
      const tensors = [binding.getNumOfTensors(), tf.memory().numTensors, binding.getNumOfSavedModels()];
      seen.push({tensors, held: heapUsed + external, resident: rss});
    };
    await train({
      ...{trainer, dataset: tinyDataset(), epochs, batchSize: 16, seed: 1},
      learningRate: () => 0.001,
      signal: new AbortController().signal,
      clock: () => 0,
      // What is written as a checkpoint is read after every epoch, as a training does it.
      onEpoch: ({epoch}, progress) => {
        progress();
        if (epoch % 20 === 0) measure();
      },
    });
    trainer.dispose();

    expect(seen).toHaveLength(epochs / 20);
    const [, before] = seen;
    const after = seen.at(-1);
    if (before === undefined || after === undefined) throw new Error('nothing was measured');
    expect(new Set(seen.map(({tensors}) => String(tensors))).size, 'counts of tensors').toBe(1);
    // Between them are 60 epochs: the images of their batches would be 0.6 MB.
    expect(after.held - before.held).toBeLessThan(0.5e6);
    expect(after.resident - before.resident).toBeLessThan(16e6);
  });
});
