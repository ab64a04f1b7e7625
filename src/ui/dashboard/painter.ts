import type {Color, Line, Span} from './line.ts';

/** Puts frames on a terminal: of each only the lines that changed, in one write, so that nothing flickers. */
export interface Painter {
  readonly draw: (lines: readonly Line[]) => void;
  /** The next frame is drawn whole, on an empty screen: for a screen of another size, or one that others wrote on. */
  readonly clear: () => void;
}

interface Options {
  readonly write: (text: string) => void;
  readonly colour: boolean;
}

export function createPainter({write, colour}: Options): Painter {
  let shown: readonly string[] = [];
  let cleared = false;
  return {
    draw: (lines) => {
      const next = lines.map((line) => line.map((span) => styled(span, colour)).join(''));
      const changed = next.flatMap((text, row) =>
        text === shown[row] ? [] : [`\x1b[${row + 1};1H${text}\x1b[K`],
      );
      shown = next;
      if (changed.length === 0 && !cleared) return;
      write(`${beginUpdate}${cleared ? clearScreen : ''}${changed.join('')}${endUpdate}`);
      cleared = false;
    },
    clear: () => {
      shown = [];
      cleared = true;
    },
  };
}

/** A terminal that knows these shows what is between them at once; others pass over them. */
const [beginUpdate, endUpdate] = ['\x1b[?2026h', '\x1b[?2026l'];
const clearScreen = '\x1b[2J';

/** Without colour, bold, dim and inverse are left: they are none. */
function styled({text, color, bold, dim, inverse, greys}: Span, colour: boolean): string {
  if (greys !== undefined && colour)
    return `\x1b[38;5;${greyCode(greys[0])};48;5;${greyCode(greys[1])}m▀\x1b[0m`;
  const codes = [
    ...(bold === true ? [1] : []),
    ...(dim === true ? [2] : []),
    ...(inverse === true ? [7] : []),
    ...(color !== undefined && colour ? [colorCodes[color]] : []),
  ];
  return codes.length === 0 ? text : `\x1b[${codes.join(';')}m${text}\x1b[0m`;
}

/** The greys of 256 colours: 24 steps from nearly black to nearly white. */
const greyCode = (grey: number): number => 232 + Math.round((grey / 255) * 23);

const colorCodes = {
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
  white: 37,
  gray: 90,
} as const satisfies Record<Color, number>;
