import type {Dimension, Space} from './sweep.ts';

/** A grid takes trainings in the order of their length, however its file lists them: each then goes on where a shorter one ended. */
export const shortestFirst = (space: Space, epochs: string | undefined): Space => ({
  ...space,
  dimensions: space.dimensions.map((dimension) =>
    dimension.param === epochs ? inOrder(dimension) : dimension,
  ),
});

const inOrder = (dimension: Dimension): Dimension =>
  dimension.values.type === 'choices'
    ? {
        ...dimension,
        values: {
          type: 'choices',
          choices: dimension.values.choices.toSorted((a, b) => Number(a) - Number(b)),
        },
      }
    : dimension;
