import {z} from 'zod';
import type {ParamValue} from '../../runner/param-value.ts';

export const params = z.object({
  mistakes: z.int().min(1).max(200).default(30).describe('How many of the worst mistakes the sheet shows.'),
  top_k: z
    .int()
    .min(0)
    .max(1000)
    .default(0)
    .describe('Records how often the right class is among so many most probable; 0: does not.'),
  class_scores: z
    .enum(['none', 'macro', 'all'])
    .default('none')
    .describe(
      'Which scores by label go on record: none, their means over the labels, or those of each label too. ' +
        'The artifact has them all.',
    ),
  inside: z
    .boolean()
    .default(true)
    .describe('Whether figures show what the model looks at: filters, activations, heat maps of mistakes.'),
  inside_image: z
    .union([z.literal('worst'), z.int().min(0).max(100_000_000)])
    .default('worst')
    .describe("Whose activations are shown: the worst mistake's, or those of a test image, counted from 0."),
});
export type EvaluateParams = z.output<typeof params>;

/** What is as it comes, or has no say, is left out of the key. */
export const inKey = (given: EvaluateParams): Readonly<Record<string, ParamValue>> => {
  const {mistakes, top_k, class_scores, inside, inside_image} = given;
  return {
    mistakes,
    ...(top_k > 0 && {top_k}),
    ...(class_scores !== 'none' && {class_scores}),
    ...(!inside && {inside}),
    ...(inside && inside_image !== 'worst' && {inside_image}),
  };
};
