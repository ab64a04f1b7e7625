import type {Picture} from './picture.ts';

/**
 * Kitty's graphics protocol (https://sw.kovidgoyal.net/kitty/graphics-protocol/), as kitty, Ghostty and WezTerm speak it: sends a picture
 * and shows it from the cursor on, stretched over its cells. The cursor stays, and the terminal answers nothing.
 */
export function kittyPicture({pixels, width, height, columns, rows}: Picture, id: number): string {
  const colours = Buffer.alloc(pixels.length * 3);
  pixels.forEach((grey, index) => colours.fill(grey, index * 3, index * 3 + 3));
  const data = colours.toString('base64');
  const chunks = Array.from({length: Math.ceil(data.length / most)}, (_, at) =>
    data.slice(at * most, (at + 1) * most),
  );
  const first = `a=T,f=24,s=${width},v=${height},i=${id},p=1,c=${columns},r=${rows},C=1,q=2`;
  return chunks
    .map((chunk, at) => {
      const more = at < chunks.length - 1 ? 1 : 0;
      return `\x1b_G${at === 0 ? `${first},` : ''}m=${more};${chunk}\x1b\\`;
    })
    .join('');
}

/** Takes it from the screen and out of the terminal's memory. */
export const forgetKittyPicture = (id: number): string => `\x1b_Ga=d,d=I,i=${id},q=2\x1b\\`;

/** Characters of base64 that one sequence may carry. */
const most = 4096;
