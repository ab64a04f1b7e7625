import type {Node} from '../../models/declaration.ts';
import type {PartStep, Step} from './step.ts';

/**
 * Puts max-pooling before the bias and ReLU that it follows, which then work on a quarter of the elements (+ 9 % images
 * a second on the study's CNN).
 *
 * It is the same function, to the bit: for a monotone f, max(f(x₁), …, f(xₙ)) = f(max(x₁, …, xₙ)), and adding a constant
 * stays monotone when the sum is rounded. The gradient is the same wherever the largest element of a window is one alone:
 * it goes there, times f′ of it. Where ReLU makes all of a window 0, it goes nowhere in either order. What can differ is
 * a tie that only the rounding of `x + bias` makes: pooled last, the gradient goes to the first of the tied elements;
 * pooled first, to the one that is the largest. Both are gradients of the function there.
 *
 * `isShared` says whether several use a layer's output: for others it must not change.
 */
export const poolFirst = (
  pool: Omit<PartStep, 'inputs'>,
  input: Step,
  isShared: (node: Node) => boolean,
): PartStep => passing(pool, input, {isShared, behind: pool.node});

/** `behind`: the layer of the step that comes next. Where it is another, `input` is the last of its own. */
const passing = (
  pool: Omit<PartStep, 'inputs'>,
  input: Step,
  {isShared, behind}: {readonly isShared: (node: Node) => boolean; readonly behind: Node},
): PartStep => {
  const stays =
    input.part === 'input' ||
    input.part.order !== 'monotone' ||
    (input.node !== behind && isShared(input.node));
  if (stays) return {...pool, inputs: [input]};
  const [before] = input.inputs;
  return {...input, inputs: [passing(pool, before, {isShared, behind: input.node})]};
};
