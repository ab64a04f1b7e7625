import type {z} from 'zod';
import type {Activation} from './activations.ts';
import type {Initialiser} from './initialisers.ts';

/**
 * A model is declared once, as a graph of layers, and read as a recipe. From the declaration come the tfjs LayersModel
 * (saving, the browser, the wasm engine), the step that trains it, and its summary.
 * Shapes leave out the batch: an image is `[height, width, channels]`.
 */
export type Shape = readonly number[];

export type Padding = 'same' | 'valid';

/** What a layer with a kernel can have besides; left out where it is as usual. */
export interface KernelOptions {
  /** Where the kernel begins; `glorot_uniform` where nothing is said. */
  readonly initialiser?: Initialiser;
  /** λ: the loss that is minimised has λ · Σ w² of the kernel in it. */
  readonly l2?: number;
  /** Without: for layers that a batch normalisation follows, whose β does the same. */
  readonly bias?: false;
}

interface Pooling {
  readonly size: number;
  readonly stride: number;
  /** `valid` where nothing is said. */
  readonly padding?: 'same';
}

export type Layer =
  | {readonly type: 'input'}
  | (KernelOptions & {
      readonly type: 'conv2d';
      readonly filters: number;
      readonly kernel: number;
      readonly stride: number;
      readonly padding: Padding;
      readonly activation: Activation;
    })
  | (KernelOptions & {
      readonly type: 'depthwise-conv2d';
      readonly kernel: number;
      readonly stride: number;
      readonly padding: Padding;
      readonly activation: Activation;
    })
  | (KernelOptions & {readonly type: 'dense'; readonly units: number; readonly activation: Activation})
  | (Pooling & {readonly type: 'max-pool'})
  | (Pooling & {readonly type: 'average-pool'})
  | {readonly type: 'global-average-pool'}
  | {readonly type: 'batch-norm'; readonly momentum: number; readonly epsilon: number}
  | {readonly type: 'activation'; readonly activation: Exclude<Activation, 'softmax'>}
  | {readonly type: 'add'}
  | {readonly type: 'concatenate'}
  | {readonly type: 'flatten'}
  | {readonly type: 'dropout'; readonly rate: number};

/** A layer with its place in the graph. `name` is unique in its model: it names weights and random streams. */
export interface Node {
  readonly name: string;
  readonly layer: Layer;
  readonly inputs: readonly Node[];
  readonly shape: Shape;
}

export interface ModelDefinition<Params extends z.ZodObject = z.ZodObject> {
  /** Equal to its file's name; what `with: {model: …}` says. */
  readonly name: string;
  readonly summary: string;
  /** The paper or page the architecture comes from. */
  readonly source: string;
  /** The params this model understands, with defaults and docs; they stand flat beside train's own. */
  readonly params: Params;
  /** Ends in a softmax over `classes`. A method, so that a definition with params of its own stands in a list of definitions. */
  build(input: Node, params: z.output<Params>, classes: number): Node;
}

export const defineModel = <Params extends z.ZodObject>(
  definition: ModelDefinition<Params>,
): ModelDefinition<Params> => definition;
