/** What a chart is drawn with: braille has the most dots; blocks and ASCII serve where a font or a terminal lacks it. */
export const dotSets = ['braille', 'blocks', 'ascii'] as const;
export type DotSet = (typeof dotSets)[number];

/** Dots in a cell of the screen. */
const grids = {
  braille: {across: 2, down: 4},
  blocks: {across: 1, down: 2},
  ascii: {across: 1, down: 1},
} as const satisfies Record<DotSet, {readonly across: number; readonly down: number}>;

/** A canvas of dots, `[0, width) × [0, height)` from its upper left corner; what lies beyond is not drawn. */
export interface Dots {
  readonly width: number;
  readonly height: number;
  /** `owner` says whose dot it is: the last one that drew in a cell has the cell. */
  readonly dot: (x: number, y: number, owner: number) => void;
  /** Every dot between two points, or with `dashed` every second pair of them. */
  readonly line: (from: Point, to: Point, look: {readonly owner: number; readonly dashed: boolean}) => void;
  /** By row and column of the screen; undefined where nothing is drawn. */
  readonly cell: (row: number, column: number) => {readonly text: string; readonly owner: number} | undefined;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export function createDots({
  columns,
  rows,
  set,
}: {
  readonly columns: number;
  readonly rows: number;
  readonly set: DotSet;
}): Dots {
  const {across, down} = grids[set];
  const [width, height] = [columns * across, rows * down];
  const patterns = new Uint8Array(columns * rows);
  const owners = new Int16Array(columns * rows).fill(-1);
  const dot: Dots['dot'] = (x, y, owner) => {
    if (x < 0 || y < 0 || x >= width || y >= height) return;
    const cell = Math.floor(y / down) * columns + Math.floor(x / across);
    patterns[cell] = (patterns[cell] ?? 0) | (1 << ((y % down) * across + (x % across)));
    owners[cell] = owner;
  };
  return {
    width,
    height,
    dot,
    line: (from, to, {owner, dashed}) => {
      const steps = Math.max(1, Math.abs(to.x - from.x), Math.abs(to.y - from.y));
      for (let step = 0; step <= steps; step++) {
        const x = Math.round(from.x + ((to.x - from.x) * step) / steps);
        const y = Math.round(from.y + ((to.y - from.y) * step) / steps);
        if (!dashed || (x + y) % 4 < 2) dot(x, y, owner);
      }
    },
    cell: (row, column) => {
      const cell = row * columns + column;
      const [pattern = 0, owner = -1] = [patterns[cell], owners[cell]];
      return pattern === 0 ? undefined : {text: glyphOf(pattern, set), owner};
    },
  };
}

function glyphOf(pattern: number, set: DotSet): string {
  switch (set) {
    case 'braille':
      return String.fromCharCode(0x2800 + brailleOf(pattern));
    case 'blocks':
      return ['', '▀', '▄', '█'][pattern] ?? '';
    case 'ascii':
      return '*';
    default:
      return set satisfies never;
  }
}

/** Unicode numbers the dots of the first three rows down the left and down the right, and adds the fourth row after them. */
const brailleBits = [0, 3, 1, 4, 2, 5, 6, 7] as const;

function brailleOf(pattern: number): number {
  let braille = 0;
  brailleBits.forEach((bit, place) => {
    if ((pattern & (1 << place)) !== 0) braille |= 1 << bit;
  });
  return braille;
}
