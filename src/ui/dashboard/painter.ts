import {takePictures, type Placed} from './images/place-pictures.ts';
import {forgetKittyPicture, kittyPicture} from './images/kitty.ts';
import type {HowPictures} from './images/how-pictures.ts';
import {sixelPicture} from './images/sixel.ts';
import type {Color, Line, Span} from './line.ts';

/** Puts frames on a terminal: of each only the lines that changed, in one write, so that nothing flickers. */
export interface Painter {
  readonly draw: (lines: readonly Line[]) => void;
  /** The next frame is drawn whole, on an empty screen: for a screen of another size, or one that others wrote on. */
  readonly clear: () => void;
  /** From the next frame on. At first pictures are blocks. */
  readonly pictures: (how: HowPictures) => void;
  /** Takes its pictures out of the terminal's memory. */
  readonly end: () => void;
}

interface Options {
  readonly write: (text: string) => void;
  readonly colour: boolean;
}

/** A picture on the screen, under a number of its own. */
interface Hung extends Placed {
  readonly id: number;
}

export function createPainter({write, colour}: Options): Painter {
  let how: HowPictures = 'blocks';
  let shown: readonly (string | undefined)[] = [];
  let hung: readonly Hung[] = [];
  let cleared = false;
  let latest = 0;
  const clear = () => {
    shown = [];
    cleared = true;
  };

  /** Which pictures stay as they are, and which come new. Those whose rows are written over must come again where they are cells. */
  const hang = (
    placed: readonly Placed[],
  ): {readonly stay: readonly Hung[]; readonly come: readonly Hung[]} => {
    const known = placed.map((each) => (cleared ? undefined : hung.find((other) => isSame(other, each))));
    return {
      stay: known.filter((each) => each !== undefined),
      come: placed.filter((_, index) => known[index] === undefined).map((each) => ({...each, id: ++latest})),
    };
  };

  return {
    draw: (frame) => {
      const {lines, placed} = how === 'blocks' ? {lines: frame, placed: []} : takePictures(frame);
      const {stay, come} = hang(placed);
      const gone = hung.filter((each) => !stay.includes(each));
      // Sixels are gone when something is written over them.
      const before =
        how === 'blocks' || how.by === 'kitty'
          ? shown
          : shown.map((text, row) => (gone.some((each) => isOn(each, row)) ? undefined : text));
      const next = lines.map((line) => line.map((span) => styled(span, colour)).join(''));
      const written = next.map((text, row) => text !== before[row]);
      const changed = next.map((text, row) => (written[row] === true ? `${place(row, 0)}${text}\x1b[K` : ''));
      const again =
        how === 'blocks' || how.by === 'kitty'
          ? []
          : stay.filter((each) => written.some((is, row) => is && isOn(each, row)));
      const text = [
        ...gone.map(({id}) => (isKitty(how) ? forgetKittyPicture(id) : '')),
        ...(cleared ? [clearScreen] : []),
        ...changed,
        ...[...come, ...again].map((each) => `${place(each.row, each.column)}${pictureText(each, how)}`),
      ].join('');
      shown = next;
      hung = [...stay, ...come];
      cleared = false;
      if (text !== '') write(`${beginUpdate}${text}${endUpdate}`);
    },
    clear,
    pictures: (other) => {
      how = other;
      clear();
    },
    end: () => {
      if (isKitty(how) && hung.length > 0) write(hung.map(({id}) => forgetKittyPicture(id)).join(''));
      hung = [];
    },
  };
}

const isKitty = (how: HowPictures): boolean => how !== 'blocks' && how.by === 'kitty';

const isSame = (one: Placed, other: Placed): boolean =>
  one.picture.pixels === other.picture.pixels && one.row === other.row && one.column === other.column;

const isOn = ({row, picture}: Placed, line: number): boolean => line >= row && line < row + picture.rows;

const place = (row: number, column: number): string => `\x1b[${row + 1};${column + 1}H`;

function pictureText({picture, id}: Hung, how: HowPictures): string {
  if (how === 'blocks') return '';
  return how.by === 'kitty' ? kittyPicture(picture, id) : sixelPicture(picture, how.cell);
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
