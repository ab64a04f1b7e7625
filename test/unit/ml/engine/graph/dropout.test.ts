import {describe, expect, test} from 'vitest';
import {dropoutMask} from '../../../../../src/ml/engine/dropout-mask.ts';
import {createGraph} from '../../../../../src/ml/engine/graph/builder.ts';
import {dropout} from '../../../../../src/ml/engine/graph/dropout.ts';
import {openSession} from '../../../../../src/ml/engine/graph/session.ts';
import {loadNative} from './native.ts';

const native = await loadNative();

describe.skipIf('missing' in native)('the dropout mask', () => {
  /** What TensorFlow multiplies ones `[batch, units]` with. */
  const drawn = (options: {
    seed: number;
    node: string;
    step: number;
    rate: number;
    shape: [number, number];
  }) => {
    if ('missing' in native) throw new Error(native.missing);
    const graph = createGraph();
    const ones = graph.placeholder('ones', 'float32', [-1, -1]);
    const step = graph.placeholder('step', 'int64', []);
    const layer = {type: 'dropout', rate: options.rate} as const;
    const [part] = dropout.parts(layer);
    const output = part?.forward(
      {
        graph,
        node: {name: options.node, layer, inputs: [], shape: []},
        weight: () => ones,
        training: {seed: options.seed, stepsDone: step},
      },
      [ones],
    ).output;
    if (output === undefined) throw new Error('dropout has no part');
    const session = openSession(native.binding, graph.nodes());
    const count = options.shape[0] * options.shape[1];
    const [mask] = session.run(
      [
        {tensor: ones, shape: options.shape, values: new Float32Array(count).fill(1)},
        {
          tensor: step,
          shape: [],
          values: new Int32Array(BigInt64Array.of(BigInt(options.step)).buffer),
        },
      ],
      [output],
    );
    session.close();
    return mask;
  };

  test.each([
    {seed: 1, node: 'dropout_1', step: 0, rate: 0.3, shape: [256, 512]},
    {seed: 1, node: 'dropout_2', step: 1, rate: 0.3, shape: [63, 512]},
    {seed: 2 ** 32 - 1, node: 'dropout_1', step: 2 ** 33 + 5, rate: 0.95, shape: [7, 3]},
    {seed: 0, node: 'tête', step: 2 ** 31, rate: 0.5, shape: [1, 1]},
  ] as const)('is the same, to the bit, in TensorFlow and in JavaScript: %o', ({shape, ...options}) => {
    const ours = dropoutMask({...options, count: shape[0] * shape[1]});
    expect(drawn({...options, shape: [...shape]})).toEqual(ours);
  });

  test('keeps 1 - rate of the elements, and their sum', () => {
    const mask = dropoutMask({seed: 3, node: 'dropout_1', step: 0, rate: 0.3, count: 1_000_000});
    const kept = mask.filter((value) => value > 0).length / mask.length;
    expect(kept).toBeCloseTo(0.7, 2);
    expect(mask.reduce((sum, value) => sum + value, 0) / mask.length).toBeCloseTo(1, 2);
  });

  test('is another at each step, for each node and each seed', () => {
    const common = {seed: 1, node: 'dropout_1', step: 0, rate: 0.5, count: 64};
    const masks = [common, {...common, step: 1}, {...common, node: 'dropout_2'}, {...common, seed: 2}];
    expect(new Set(masks.map((options) => dropoutMask(options).join())).size).toBe(4);
  });
});
