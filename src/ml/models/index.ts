import {alexnet} from './alexnet.ts';
import {cnn} from './cnn.ts';
import type {ModelDefinition} from './declaration.ts';
import {inception} from './inception.ts';
import {mlp} from './mlp.ts';
import {mobilenet} from './mobilenet.ts';
import {resnet} from './resnet.ts';
import {vgg} from './vgg.ts';

/** The models, by the name `with: {model: …}` says. To add one: a file beside this one and a line here. */
export const models: Readonly<Record<string, ModelDefinition>> = Object.fromEntries(
  [mlp, cnn, alexnet, vgg, inception, resnet, mobilenet].map((definition: ModelDefinition) => [
    definition.name,
    definition,
  ]),
);
