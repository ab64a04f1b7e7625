import {describe, expect, test} from 'vitest';
import {createTrainer} from '../../../../src/ml/engine/create-trainer.ts';
import {createEagerTrainer} from '../../../../src/ml/engine/eager-trainer.ts';
import type {Node} from '../../../../src/ml/models/declaration.ts';
import {dense, flatten, input} from '../../../../src/ml/models/layers.ts';
import {numbered} from '../../../../src/ml/models/nodes.ts';
import type {StageReport} from '../../../../src/runner/stage-definition.ts';
import {reportTrainer} from '../../../../src/stages/train/reports.ts';
import {batchFor, optionsFor, smallBranched} from '../../ml/engine/graph/examples.ts';
import {loadNative} from '../../ml/engine/graph/native.ts';

const native = await loadNative();

describe.skipIf('missing' in native)('a model', () => {
  const created = (model: Node) => {
    if ('missing' in native) throw new Error(native.missing);
    const choice = createTrainer(optionsFor(model), {backend: native, prefer: 'graph'});
    const heard: StageReport[] = [];
    reportTrainer((said) => heard.push(said), choice);
    return {trainer: choice.trainer, heard, eager: createEagerTrainer(optionsFor(model), native)};
  };

  test('with a layer that the graph engine lacks is trained op by op, and the log says why', () => {
    const inside = dense(flatten(input([8, 8, 1])), {units: 6, activation: 'softmax'});
    const model = numbered(dense(inside, {units: 4, activation: 'softmax'}));
    const {trainer, heard, eager} = created(model);
    expect(heard).toEqual([
      {type: 'fact', name: 'trainer', value: 'eager'},
      {
        type: 'log',
        level: 'info',
        text: 'The graph engine lacks a softmax before the last layer: trained op by op.',
      },
    ]);
    for (const seed of [1, 2]) {
      const batch = batchFor(model, 16, seed);
      expect(trainer.step(batch, 0.001)).toEqual(eager.step(batch, 0.001));
    }
    expect(trainer.save()).toEqual(eager.save());
    trainer.dispose();
    eager.dispose();
  });

  test('of which the graph engine has every layer is trained by it, and the log says nothing', () => {
    const {trainer, heard, eager} = created(smallBranched());
    expect(heard).toEqual([{type: 'fact', name: 'trainer', value: 'graph'}]);
    trainer.dispose();
    eager.dispose();
  });
});
