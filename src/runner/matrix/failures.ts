import type {Failure, Place} from '../failure.ts';

/** The texts of what can be wrong with a `matrix:`. */

const user = (code: string, what: string, where: Place, todo: string): Failure => ({
  code,
  blame: 'user',
  what,
  where,
  todo,
});

export const axisName = (where: Place, axis: string): Failure =>
  user(
    'matrix-axis',
    `${JSON.stringify(axis)} cannot be the name of an axis of a matrix.`,
    where,
    'Begin with a letter; go on with letters, digits, _ or -.',
  );

export const axisEmpty = (where: Place, axis: string): Failure =>
  user(
    'matrix-empty',
    `The axis ${axis} of this matrix has no values.`,
    where,
    `Write \`${axis}: [1, 2, 3]\`.`,
  );

export const matrixEmpty = (where: Place, stage: string): Failure =>
  user(
    'matrix-empty',
    `The matrix of stage ${stage} has no cells.`,
    where,
    'Add an axis, as in `matrix: {fold: [1, 2, 3]}`, or exclude less.',
  );

export const matrixLarge = (where: Place, cells: number, most: number): Failure =>
  user(
    'matrix-large',
    `This matrix has ${cells} cells; ${most} is the most.`,
    where,
    'A sweep tries more than that, one run each.',
  );

export const cellTwice = (where: Place, name: string): Failure =>
  user('matrix-twice', `The matrix has two cells that would be ${name}.`, where, 'Leave one out.');

export const excludeUnknown = (facts: {
  readonly where: Place;
  readonly axis: string;
  readonly axes: readonly string[];
  readonly suggestion: string | undefined;
}): Failure =>
  user(
    'matrix-axis',
    `This matrix has no axis ${facts.axis} to exclude by.`,
    facts.where,
    [
      ...(facts.suggestion === undefined ? [] : [`Did you mean ${facts.suggestion}?`]),
      `Its axes are: ${facts.axes.join(', ')}.`,
    ].join(' '),
  );

export const needOfMany = (facts: {
  readonly where: Place;
  readonly stage: string;
  readonly role: string;
  readonly uses: string;
  readonly cells: readonly string[];
}): Failure =>
  user(
    'need-of-many',
    `Stage ${facts.stage} is given ${facts.cells.length} stages as ${facts.role}, but ${facts.uses} takes one there.`,
    facts.where,
    `Name one: '${facts.cells[0] ?? ''}'; or give it a matrix too, and name '${(facts.cells[0] ?? '').replace(/=[^,\]]*/g, (value) => value && '=${matrix.…}')}'.`,
  );
