/**
 * A TensorFlow graph while it is being written: ops are added and named, and what they put out is handed on to the next.
 * Op names, inputs and attributes are TensorFlow's own (https://www.tensorflow.org/api_docs/python/tf/raw_ops).
 */
export interface Graph {
  readonly add: <D extends DType = 'float32'>(op: string, spec: OpSpec<D>) => Tensor<D>;
  /** For ops that put out several tensors of one type: output `index` of the op that `tensor` comes from. */
  readonly output: <D extends DType>(tensor: Tensor<D>, index: number) => Tensor<D>;
  readonly constant: <D extends 'float32' | 'int32' | 'uint64'>(
    dtype: D,
    values: number | bigint | readonly (number | bigint)[],
  ) => Tensor<D>;
  /** Fed at each run. `-1` in the shape stands for any size. */
  readonly placeholder: <D extends DType>(name: string, dtype: D, shape: readonly number[]) => Tensor<D>;
  /** The same graph, with `name/` before the names of what is added. */
  readonly scope: (name: string) => Graph;
  readonly nodes: () => readonly GraphNode[];
}

export type DType = 'float32' | 'uint8' | 'int32' | 'int64' | 'uint64' | 'bool' | 'resource';

/** What an op puts out. `reference` is what TensorFlow calls it: `name` or, from the second output on, `name:index`. */
export interface Tensor<D extends DType = 'float32'> {
  readonly reference: string;
  readonly dtype: D;
}

export interface OpSpec<D extends DType> {
  /** The op's name, made unique by a number; the name of its kind where none is given. */
  readonly name?: string;
  readonly inputs?: readonly Tensor<DType>[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Ops that must be done before this one starts, without handing it anything. */
  readonly after?: readonly Tensor<DType>[];
  /** Of the outputs; float32 where nothing is said. */
  readonly dtype?: D;
}

export type Attribute =
  | {readonly kind: 'int'; readonly value: number}
  | {readonly kind: 'ints'; readonly value: readonly number[]}
  | {readonly kind: 'float'; readonly value: number}
  | {readonly kind: 'flag'; readonly value: boolean}
  | {readonly kind: 'text'; readonly value: string}
  | {readonly kind: 'type'; readonly value: DType}
  | {readonly kind: 'shape'; readonly value: readonly number[]}
  | {
      readonly kind: 'tensor';
      readonly dtype: DType;
      readonly shape: readonly number[];
      readonly bytes: Uint8Array;
    };

export const int = (value: number): Attribute => ({kind: 'int', value});
export const ints = (...value: readonly number[]): Attribute => ({kind: 'ints', value});
export const float = (value: number): Attribute => ({kind: 'float', value});
export const flag = (value: boolean): Attribute => ({kind: 'flag', value});
export const text = (value: string): Attribute => ({kind: 'text', value});
export const type = (value: DType): Attribute => ({kind: 'type', value});
export const shape = (value: readonly number[]): Attribute => ({kind: 'shape', value});
export const float32 = type('float32');
export const int32 = type('int32');

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** References of tensors, then `^name` of the ops to wait for. */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export const createGraph = (): Graph => {
  const nodes = new Map<string, GraphNode>();

  const unique = (name: string): string => {
    let candidate = name;
    for (let count = 1; nodes.has(candidate); count++) candidate = `${name}_${count}`;
    return candidate;
  };

  const within = (prefix: string): Graph => {
    const add = <D extends DType = 'float32'>(op: string, spec: OpSpec<D>): Tensor<D> => {
      const {inputs = [], attributes = {}, after = []} = spec;
      const name = unique(`${prefix}${spec.name ?? op}`);
      const waits = after.map(({reference}) => `^${operationName(reference)}`);
      nodes.set(name, {
        name,
        op,
        inputs: [...inputs.map(({reference}) => reference), ...waits],
        attributes,
      });
      return {reference: name, dtype: spec.dtype ?? ('float32' as D)};
    };

    return {
      add,
      output: ({reference, dtype}, index) => ({
        reference: index === 0 ? operationName(reference) : `${operationName(reference)}:${index}`,
        dtype,
      }),
      constant: (dtype, values) => {
        const list = typeof values === 'object' ? values : [values];
        const value: Attribute = {
          kind: 'tensor',
          dtype,
          shape: typeof values === 'object' ? [values.length] : [],
          bytes: constantBytes(dtype, list),
        };
        return add('Const', {attributes: {dtype: type(dtype), value}, dtype});
      },
      placeholder: (name, dtype, size) =>
        add('Placeholder', {name, attributes: {dtype: type(dtype), shape: shape(size)}, dtype}),
      scope: (name) => within(`${prefix}${name}/`),
      nodes: () => [...nodes.values()],
    };
  };
  return within('');
};

const operationName = (reference: string): string => reference.replace(/:\d+$/, '');

/** Little-endian, as TensorFlow reads `tensor_content` on every machine that Node runs on. */
const constantBytes = (
  dtype: 'float32' | 'int32' | 'uint64',
  values: readonly (number | bigint)[],
): Uint8Array => {
  switch (dtype) {
    case 'float32':
      return new Uint8Array(Float32Array.from(values, Number).buffer);
    case 'int32':
      return new Uint8Array(Int32Array.from(values, Number).buffer);
    case 'uint64':
      return new Uint8Array(BigUint64Array.from(values, BigInt).buffer);
  }
};
