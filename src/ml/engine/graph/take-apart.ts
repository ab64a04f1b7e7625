import type {Node} from '../../models/declaration.ts';
import {nodesOf} from '../../models/nodes.ts';
import {softmax} from './activation.ts';
import {findLayer} from './layers.ts';
import {poolFirst} from './pool-first.ts';
import type {PartStep, Step} from './step.ts';

export type TakenApart =
  /** The steps from the images to the scores that the model's softmax is taken of. */
  {readonly ok: true; readonly scores: Step} | {readonly ok: false; readonly unsupported: string};

/** Takes a declared model apart into steps, or says what of it the engine lacks. */
export const takeApart = (model: Node): TakenApart => {
  const nodes = nodesOf(model);
  const steps = new Map<Node, Step>();
  for (const node of nodes) {
    const inputs = node.inputs.flatMap((input) => steps.get(input) ?? []);
    const step = lastStep(node, inputs, (input) => isShared(input, nodes));
    if (step === undefined) return {ok: false, unsupported: `the layer "${node.layer.type}"`};
    if (isSoftmax(step) && node !== model) {
      return {ok: false, unsupported: 'a softmax before the last layer'};
    }
    steps.set(node, step);
  }
  const last = steps.get(model);
  return last !== undefined && isSoftmax(last)
    ? {ok: true, scores: last.inputs[0]}
    : {ok: false, unsupported: 'a model whose last layer is no softmax'};
};

/** The last of a layer's steps. */
const lastStep = (
  node: Node,
  [first, ...rest]: readonly Step[],
  shared: (node: Node) => boolean,
): Step | undefined => {
  if (node.layer.type === 'input') return {part: 'input', node};
  const layer = findLayer(node.layer.type);
  if (layer === undefined || first === undefined) return undefined;
  let inputs: readonly [Step, ...Step[]] = [first, ...rest];
  for (const part of layer.parts(node.layer)) {
    inputs = [part.order === 'maximum' ? poolFirst({part, node}, inputs[0], shared) : {part, node, inputs}];
  }
  return inputs[0];
};

const isShared = (node: Node, nodes: readonly Node[]): boolean =>
  nodes.flatMap(({inputs}) => inputs).filter((input) => input === node).length > 1;

const isSoftmax = (step: Step): step is PartStep => step.part === softmax;
