import {float32, shape, text, type Graph, type Tensor} from './builder.ts';

/** A tensor that the session keeps from run to run. */
export interface Variable {
  readonly name: string;
  readonly shape: readonly number[];
  readonly handle: Tensor<'resource'>;
  readonly value: Tensor;
  /** Fed with new values; `assigned` has been done when the variable holds them. */
  readonly fed: Tensor;
  readonly assigned: Tensor<'resource'>;
}

export const addVariable = (graph: Graph, name: string, size: readonly number[]): Variable => {
  const scope = graph.scope(name);
  const attributes = {dtype: float32};
  const handle = scope.add('VarHandleOp', {
    attributes: {...attributes, shape: shape(size), shared_name: text(name), container: text('')},
    dtype: 'resource',
  });
  const fed = scope.placeholder('fed', 'float32', size);
  // A fed tensor shares the memory of a JavaScript array. Without a copy the variable would keep it until its first
  // update: what the caller does to the array would change it, and V8 would be called from TensorFlow's threads.
  const copy = scope.add('DeepCopy', {inputs: [fed], attributes: {T: float32}});
  const assigned = assign(scope, {handle}, copy);
  return {
    name,
    shape: size,
    handle,
    value: scope.add('ReadVariableOp', {inputs: [handle], attributes}),
    fed,
    assigned,
  };
};

/** Gives a variable a new value. What it gives is to be waited for: it puts out nothing. */
export const assign = (graph: Graph, {handle}: Pick<Variable, 'handle'>, value: Tensor): Tensor<'resource'> =>
  graph.add('AssignVariableOp', {inputs: [handle, value], attributes: {dtype: float32}, dtype: 'resource'});
