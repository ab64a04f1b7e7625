import {cut, widthOf} from '../text-width.ts';
import type {Picture} from './images/picture.ts';

/** A piece of a line that looks one way. What a colour says is always said by a glyph or a word as well. */
export interface Span {
  readonly text: string;
  readonly color?: Color;
  readonly bold?: true;
  readonly dim?: true;
  readonly inverse?: true;
  /** Of a cell of a picture: the grey of its upper and of its lower half, 0 to 255; `text` stands in where there are no colours. */
  readonly greys?: readonly [upper: number, lower: number];
  /** Of which picture it is a cell, and in which of its rows: for terminals that show pictures themselves. */
  readonly picture?: {readonly of: Picture; readonly row: number};
}

export type Color = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'white' | 'gray';

/** A line of the screen, from left to right. */
export type Line = readonly Span[];

export const lineWidth = (line: Line): number => line.reduce((sum, {text}) => sum + widthOf(text), 0);

/** Exactly so many columns: cut with `…`, or filled up. */
export function fitLine(line: Line, width: number): Line {
  const taken = lineWidth(line);
  if (taken <= width) return taken === width ? line : [...line, {text: ' '.repeat(width - taken)}];
  const fitted: Span[] = [];
  let room = Math.max(0, width);
  for (const span of line) {
    const own = widthOf(span.text);
    if (own < room) {
      fitted.push(span);
      room -= own;
      continue;
    }
    // Something follows or is cut: the last column says so.
    const text = own === room ? `${span.text} ` : span.text;
    fitted.push({...span, text: cut(text, room)});
    return fitted;
  }
  return fitted;
}

/** All of it in one look, as for the row under the cursor. */
export const highlighted = (line: Line): Line => line.map((span) => ({...span, inverse: true}));
