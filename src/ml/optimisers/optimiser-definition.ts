import type {z} from 'zod';
import type {Optimiser} from '../engine/optimiser.ts';

/** A way to move the weights against their gradients. */
export interface OptimiserDefinition<Params extends z.ZodObject = z.ZodObject> {
  /** Equal to its file's name; what `with: {optimiser: …}` says. */
  readonly name: string;
  readonly summary: string;
  /** The paper it comes from. */
  readonly source: string;
  /** The params this optimiser understands, with defaults and docs; they stand flat beside train's own. */
  readonly params: Params;
  /** A method, so that an optimiser with params of its own stands in a list of optimisers. */
  create(params: z.output<Params>): Optimiser;
}

export const defineOptimiser = <Params extends z.ZodObject>(
  definition: OptimiserDefinition<Params>,
): OptimiserDefinition<Params> => definition;

/** With the optimiser's own params among `params`; those left out take their defaults. */
export const createOptimiser = (
  definition: OptimiserDefinition,
  params: Readonly<Record<string, unknown>> = {},
): Optimiser => definition.create(definition.params.parse(params));
