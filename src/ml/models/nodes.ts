import type {Node, Shape} from './declaration.ts';

/** Every node that a model rests on and itself, each once, inputs before what uses them. */
export const nodesOf = (model: Node): readonly Node[] => {
  const found = new Set<Node>();
  const visit = (node: Node): void => {
    if (found.has(node)) return;
    node.inputs.forEach(visit);
    found.add(node);
  };
  visit(model);
  return [...found];
};

/** The same model with names that are unique: `conv2d_1`, `conv2d_2` …, counted in the order of `nodesOf`. */
export const numbered = (model: Node): Node => {
  const counts = new Map<string, number>();
  const renamed = new Map<Node, Node>();
  for (const node of nodesOf(model)) {
    const count = (counts.get(node.name) ?? 0) + 1;
    counts.set(node.name, count);
    renamed.set(node, {
      ...node,
      name: `${node.name}_${count}`,
      inputs: node.inputs.flatMap((input) => renamed.get(input) ?? []),
    });
  }
  return renamed.get(model) ?? model;
};

/** The shape of the images that a model takes, `[height, width, channels]`. */
export const inputShapeOf = (model: Node): Shape => {
  const input = nodesOf(model).find(({layer}) => layer.type === 'input');
  if (input === undefined) throw new Error('the model has no input');
  return input.shape;
};
