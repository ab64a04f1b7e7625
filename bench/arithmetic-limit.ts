/**
 * The arithmetic of a training step of the study's CNN and nothing else: for each convolution and full connection its sums
 * forward, the gradient by its kernel and, where a step needs it, that by its input, all on data that lies ready. What is
 * measured is how fast oneDNN does these very operations on this machine: no training can be faster with it.
 *
 *     npx tsx arithmetic-limit.ts IMAGES BATCH EPOCHS_A_LINE THREADS
 *
 * Prints `ready`, then for each line read the images a second.
 */
import {createInterface} from 'node:readline';
import {loadBackend} from '../src/ml/backend.ts';
import {createGraph, float32, int32, type Tensor} from '../src/ml/engine/graph/builder.ts';
import type {Feed} from '../src/ml/engine/graph/feed.ts';
import {reshape} from '../src/ml/engine/graph/reshape.ts';
import {openSession} from '../src/ml/engine/graph/session.ts';
import {stepsOf, type PartStep} from '../src/ml/engine/graph/step.ts';
import {takeApart} from '../src/ml/engine/graph/take-apart.ts';
import {addVariable} from '../src/ml/engine/graph/variable.ts';
import {buildModel} from '../src/ml/models/build-model.ts';
import {cnn} from '../src/ml/models/cnn.ts';
import {initialWeights} from '../src/ml/models/weights.ts';
import {stream} from '../src/ml/random.ts';

const [images = 0, batch = 0, epochs = 0, threads = 0] = process.argv.slice(2).map(Number);

const backend = await loadBackend({engine: 'tensorflow', threads});
if (!backend.ok || backend.value.engine !== 'tensorflow') throw new Error('native TensorFlow did not load');
const built = buildModel(cnn, {image: [28, 28, 1], params: {}, classes: 24});
if (!built.ok) throw new Error('the images are too small');
const apart = takeApart(built.model);
if (!apart.ok) throw new Error(`the engine lacks ${apart.unsupported}`);

const graph = createGraph();
const feeds: Feed[] = [];
const assigned: Tensor<'resource'>[] = [];
const data = (name: string, shape: readonly number[]): Tensor => {
  const variable = addVariable(graph, name, shape);
  const {uniform} = stream(1, name);
  const values = Float32Array.from({length: shape.reduce((a, b) => a * b, 1)}, () => uniform() - 0.5);
  feeds.push({tensor: variable.fed, shape, values});
  assigned.push(variable.assigned);
  return variable.value;
};
const shapes = new Map(initialWeights(built.model, 1).map(({name, shape}) => [name, shape]));

const arithmeticOf = ({part, node, inputs}: PartStep): readonly Tensor[] => {
  const forward = part.forward(
    {
      graph: graph.scope(node.name),
      node,
      weight: (role) => data(`${node.name}/${role}`, shapes.get(`${node.name}/${role}`) ?? []),
    },
    [data(`${node.name}/in`, [batch, ...(node.inputs[0]?.shape ?? [])])],
  );
  const {inputs: byInput, weights = {}} = forward.backward(
    data(`${node.name}/gradient`, [batch, ...node.shape]),
  );
  const needed = inputs[0].part === 'input' ? [] : byInput;
  return [forward.output, ...needed, ...Object.values(weights)];
};

const arithmetic = stepsOf(apart.scores).flatMap((step) =>
  step.part !== 'input' && ['convolution', 'product'].includes(step.part.name) ? arithmeticOf(step) : [],
);
const ready = graph.add('Identity', {
  inputs: [graph.constant('float32', 0)],
  attributes: {T: float32},
  after: assigned,
});
/** A single number of each result: TensorFlow leaves out what nobody asks for, also where other ops are told to wait for it. */
const done = arithmetic.map((result) =>
  graph.add('Slice', {
    inputs: [reshape(graph, result, []), graph.constant('int32', [0]), graph.constant('int32', [1])],
    attributes: {T: float32, Index: int32},
  }),
);

const session = openSession(backend.value.binding, graph.nodes());
session.run(feeds, [ready]);
const steps = Math.ceil(images / batch) * epochs;
for (let step = 0; step < 5; step++) session.run([], done);
console.log('ready');
createInterface({input: process.stdin})
  .on('line', () => {
    const started = performance.now();
    for (let step = 0; step < steps; step++) session.run([], done);
    console.log((images * epochs) / ((performance.now() - started) / 1000));
  })
  .on('close', () => session.close());
