import type {Color} from '../dashboard/line.ts';

/** How one of several runs looks in a table and on a chart: a glyph and a colour, so that neither is needed alone. */
export interface SeriesLook {
  readonly glyph: string;
  readonly color: Color;
}

/** Neighbours differ in shape and lightness as well as in hue, for people who do not see all colours. */
const looks: readonly SeriesLook[] = [
  {glyph: '●', color: 'cyan'},
  {glyph: '▲', color: 'yellow'},
  {glyph: '■', color: 'magenta'},
  {glyph: '◆', color: 'green'},
  {glyph: '○', color: 'blue'},
  {glyph: '△', color: 'red'},
  {glyph: '□', color: 'white'},
  {glyph: '◇', color: 'gray'},
];

/** The same for every eighth slot. */
export function lookOf(slot: number): SeriesLook {
  return looks[slot % looks.length] ?? {glyph: '●', color: 'cyan'};
}

/** The lowest slot that nobody has. */
export function freeSlot(taken: Iterable<number>): number {
  const all = new Set(taken);
  let slot = 0;
  while (all.has(slot)) slot++;
  return slot;
}
