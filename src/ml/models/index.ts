import {cnn} from './cnn.ts';
import type {ModelDefinition} from './declaration.ts';
import {mlp} from './mlp.ts';
import {resnet} from './resnet.ts';

/** The models, by the name `with: {model: …}` says. To add one: a file beside this one and a line here. */
export const models: Readonly<Record<string, ModelDefinition>> = Object.fromEntries(
  [mlp, cnn, resnet].map((definition: ModelDefinition) => [definition.name, definition]),
);
