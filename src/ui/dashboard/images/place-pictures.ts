import {widthOf} from '../../text-width.ts';
import type {Line} from '../line.ts';
import type {Picture} from './picture.ts';

/** A picture on the screen; row and column from 0. */
export interface Placed {
  readonly picture: Picture;
  readonly row: number;
  readonly column: number;
}

interface Taken {
  /** The frame with blanks where the pictures are. */
  readonly lines: readonly Line[];
  readonly placed: readonly Placed[];
}

/** Takes out of a frame the pictures that are on it whole; of others, the cells that are to be seen stay as they are. */
export function takePictures(lines: readonly Line[]): Taken {
  const placed = lines.flatMap((line, row) => {
    let column = 0;
    let before: Picture | undefined;
    return line.flatMap((span): readonly Placed[] => {
      const at = column;
      column += widthOf(span.text);
      const picture = span.picture?.of;
      const isFirst = picture !== before;
      before = picture;
      if (picture === undefined || span.picture?.row !== 0 || !isFirst) return [];
      return isWhole(lines, {picture, row, column: at}) ? [{picture, row, column: at}] : [];
    });
  });
  if (placed.length === 0) return {lines, placed};
  const whole = new Set(placed.map(({picture}) => picture));
  return {
    placed,
    lines: lines.map((line) =>
      line.map((span) =>
        span.picture !== undefined && whole.has(span.picture.of)
          ? {text: ' '.repeat(widthOf(span.text))}
          : span,
      ),
    ),
  };
}

const isWhole = (lines: readonly Line[], {picture, row}: Placed): boolean =>
  Array.from({length: picture.rows}, (_, below) => below).every((below) => {
    const cells = (lines[row + below] ?? []).filter((span) => span.picture?.of === picture);
    return cells.length === picture.columns && cells.every((cell) => cell.picture?.row === below);
  });
