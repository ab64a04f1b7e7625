import type {ModelDefinition, Node, Shape} from './declaration.ts';
import {input} from './layers.ts';
import {nodesOf, numbered} from './nodes.ts';

export interface BuildOptions {
  /** `[height, width, channels]`. */
  readonly image: Shape;
  /** The model's own params; those left out take their defaults. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly classes: number;
}

export type BuiltModel =
  | {readonly ok: true; readonly model: Node}
  /** The images are too small for the model: the first layer of which nothing would be left. */
  | {readonly ok: false; readonly tooSmallFor: Node};

/** The model for images of a size, with every node named. */
export const buildModel = (
  definition: ModelDefinition,
  {image, params, classes}: BuildOptions,
): BuiltModel => {
  const model = numbered(definition.build(input(image), definition.params.parse(params), classes));
  const empty = nodesOf(model).find(({shape}) => shape.includes(0));
  return empty === undefined ? {ok: true, model} : {ok: false, tooSmallFor: empty};
};
