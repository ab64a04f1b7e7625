import {count, measure} from './numbers.ts';
import {printable} from './text-width.ts';

/** Recorded with each epoch, but not what people look for in it. */
const timing = new Set(['epoch_seconds', 'images_per_second', 'learning_rate']);

/** The metrics worth a place in a line of progress, in the order in which they were reported; the headline, if there is one, first. */
export const telling = (
  values: Readonly<Record<string, number>>,
  headline?: string,
): readonly (readonly [string, number])[] => {
  const told = Object.entries(values).filter(([name]) => !timing.has(name));
  return [...told.filter(([name]) => name === headline), ...told.filter(([name]) => name !== headline)];
};

/** `loss 0.412 acc 0.861`. */
export const metricsText = (values: Readonly<Record<string, number>>): string =>
  telling(values)
    .map(([name, value]) => `${printable(name)} ${measure(value, 3)}`)
    .join(' ');

/** `4,812 img/s`, where the stage says so. */
export const speedText = (values: Readonly<Record<string, number>>): string | undefined => {
  const speed = values['images_per_second'];
  return speed === undefined ? undefined : `${count(speed)} img/s`;
};
