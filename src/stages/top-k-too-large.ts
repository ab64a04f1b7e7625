import type {Failure} from '../runner/failure.ts';

/** `top_k` asks for more classes than there are: every image would be right. */
export const topKTooLarge = (stage: 'train' | 'evaluate', given: number, labels: number): Failure => ({
  code: 'top-k-too-large',
  blame: 'user',
  what: `${stage}.top_k is ${given}, and the data set has ${labels} labels: the right one would always be among them.`,
  todo: `Take fewer than ${labels}.`,
  facts: {given, labels},
});
