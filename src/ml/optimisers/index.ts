import {adam} from './adam.ts';
import {adamw} from './adamw.ts';
import type {OptimiserDefinition} from './optimiser-definition.ts';
import {rmsprop} from './rmsprop.ts';
import {sgd} from './sgd.ts';

/** The optimisers, by the name `with: {optimiser: …}` says. To add one: a file beside this one and a line here. */
export const optimisers: Readonly<Record<string, OptimiserDefinition>> = Object.fromEntries(
  [adam, sgd, rmsprop, adamw].map((definition: OptimiserDefinition) => [definition.name, definition]),
);
