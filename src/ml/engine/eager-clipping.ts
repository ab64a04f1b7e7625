import type {Clipping} from './clipping.ts';

/** Clips the gradients of all weights, in place; they are taken as they are where nothing is said. */
export const clipGradients = (gradients: readonly Float32Array[], clipping: Clipping | undefined): void => {
  if (clipping === undefined) return;
  switch (clipping.by) {
    case 'value':
      for (const gradient of gradients) {
        gradient.forEach((value, index) => {
          gradient[index] = Math.min(Math.max(value, -clipping.at), clipping.at);
        });
      }
      return;
    case 'norm':
      for (const gradient of gradients) shorten([gradient], clipping.at);
      return;
    case 'global-norm':
      shorten(gradients, clipping.at);
      return;
    default:
      clipping.by satisfies never;
  }
};

/** To a length, of all together, of at most `limit`. */
const shorten = (gradients: readonly Float32Array[], limit: number): void => {
  let squares = 0;
  for (const gradient of gradients) for (const value of gradient) squares += value * value;
  const factor = limit / Math.max(Math.sqrt(squares), limit);
  for (const gradient of gradients) {
    gradient.forEach((value, index) => {
      gradient[index] = value * factor;
    });
  }
};
