/**
 * The native half of tfjs-node 4.22: TensorFlow's C interface as far as the binding lends it. Its own types are not used,
 * because they come with a package that is not always there. A tensor is an id; whoever gets one deletes it.
 * What TensorFlow refuses is thrown as an Error with its message.
 */
export interface TensorFlowBinding {
  /** Shares the array's memory, and an op may keep it: give it a copy of what will change. */
  readonly createTensor: (shape: readonly number[], dtype: number, values: TensorValues) => number;
  readonly deleteTensor: (id: number) => void;
  readonly tensorDataSync: (id: number) => Float32Array | Int32Array | Uint8Array;
  readonly executeOp: (
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ) => readonly TensorMetadata[];
  /** `tags` are separated by commas. */
  readonly loadSavedModel: (folder: string, tags: string) => number;
  readonly deleteSavedModel: (id: number) => void;
  /** The names of inputs and outputs, such as `step:0`, are separated by commas. */
  readonly runSavedModel: (
    id: number,
    inputs: readonly number[],
    inputNames: string,
    outputNames: string,
  ) => readonly TensorMetadata[];
  readonly getNumOfTensors: () => number;
  readonly getNumOfSavedModels: () => number;
  readonly isUsingGpuDevice: () => boolean;

  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_INT64: number;
  readonly TF_BOOL: number;
  readonly TF_COMPLEX64: number;
  readonly TF_STRING: number;
  readonly TF_RESOURCE: number;
  readonly TF_UINT8: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_ATTR_RESOURCE: number;
  readonly TF_Version: string;
}

type TensorValues = Float32Array | Int32Array | Uint8Array;

interface TensorMetadata {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
}

/** `type` is one of the binding's `TF_ATTR_…`. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: boolean | number | string | readonly number[];
}
