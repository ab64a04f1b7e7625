import type {Picture} from './picture.ts';

/** Of a cell of the terminal, in pixels. */
export interface CellSize {
  readonly width: number;
  readonly height: number;
}

/** Where the terminal does not tell: that of the VT340, which most keep to. */
export const usualCell: CellSize = {width: 10, height: 20};

/**
 * A picture as sixels (https://vt100.net/docs/vt3xx-gp/chapter14.html), in 16 greys: each pixel as many times as large as its cells allow.
 * Bands of six rows; in each, one line for each grey that occurs in it, with runs counted.
 */
export function sixelPicture({pixels, width, height, columns, rows}: Picture, cell: CellSize): string {
  const room = Math.min((columns * cell.width) / width, (rows * cell.height) / height);
  const scale = Math.max(1, Math.floor(room));
  const [wide, high] = [width * scale, height * scale];
  const levelAt = (x: number, y: number): number => {
    const grey = pixels[Math.floor(y / scale) * width + Math.floor(x / scale)] ?? 0;
    return Math.round((grey / 255) * (levels - 1));
  };
  const used = new Set<number>();
  const bands = Array.from({length: Math.ceil(high / 6)}, (_, band) => {
    const masks = new Map<number, number[]>();
    for (let y = band * 6; y < Math.min(high, band * 6 + 6); y++) {
      for (let x = 0; x < wide; x++) {
        const level = levelAt(x, y);
        let mask = masks.get(level);
        if (mask === undefined) masks.set(level, (mask = Array.from({length: wide}, () => 0)));
        mask[x] = (mask[x] ?? 0) | (1 << (y - band * 6));
      }
    }
    return [...masks]
      .sort(([one], [other]) => one - other)
      .map(([level, mask]) => {
        used.add(level);
        return `#${level}${runs(mask)}`;
      })
      .join('$');
  });
  const palette = [...used]
    .sort((one, other) => one - other)
    .map((level) => {
      const share = Math.round((level / (levels - 1)) * 100);
      return `#${level};2;${share};${share};${share}`;
    });
  return `\x1bPq"1;1;${wide};${high}${palette.join('')}${bands.join('-')}\x1b\\`;
}

const levels = 16;

/** `!count` before a character that comes more than three times. */
function runs(mask: readonly number[]): string {
  let text = '';
  for (let at = 0; at < mask.length;) {
    let end = at + 1;
    while (mask[end] === mask[at]) end++;
    const character = String.fromCharCode(63 + (mask[at] ?? 0));
    text += end - at > 3 ? `!${end - at}${character}` : character.repeat(end - at);
    at = end;
  }
  return text;
}
