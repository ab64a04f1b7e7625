import {expect, test} from 'vitest';
import {createGraphTrainer} from '../../../../src/ml/engine/graph/graph-trainer.ts';
import {readKerasRuns} from '../../../rig/keras-optimisers.ts';
import {distanceFromKeras} from '../../../rig/keras-run.ts';
import {loadNative} from '../engine/graph/native.ts';

const native = await loadNative();

/** The eager trainer does the same in test/rig/eager-suite.ts. */
test.skipIf('missing' in native).each(readKerasRuns().map((run) => [run.name, run] as const))(
  'the graph engine takes the steps that Keras takes: %s',
  (_, run) => {
    if ('missing' in native) return;
    const trainer = createGraphTrainer(run.options, native);
    if ('unsupported' in trainer) throw new Error(trainer.unsupported);
    const distance = distanceFromKeras(trainer, run);
    trainer.dispose();
    // Weights move by 0.01 and more over the twenty steps.
    expect(distance.loss).toBeLessThan(5e-6);
    expect(distance.weights).toBeLessThan(5e-6);
  },
);
