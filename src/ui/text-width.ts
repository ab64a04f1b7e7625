import stringWidth from 'string-width';

/** How many columns a text takes on a terminal. */
export const widthOf = (text: string): number => (isPlain.test(text) ? text.length : stringWidth(text));

/**
 * What takes a column each, whatever stands beside it: Latin and Greek letters, arrows, signs of mathematics, boxes, blocks, braille and our own
 * glyphs. Nearly all texts are made of this; measuring others is slow, and takes 20 ms the first time.
 */
const isPlain =
  /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u0391-\u03a1\u03a3-\u03c9‐-‧′″←-⇿−≠≤≥≈∞─-▟▲△▸▼▪●○◆◇■□★☆✔✖✘❯⌂⟨⟩⠀-⣿]*$/;

export const padEnd = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - widthOf(text)));

export const padStart = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - widthOf(text))) + text;

/** At most so many columns, with `…` where something was cut. Never cuts a character in two. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width <= 0) return '';
  if (isPlain.test(text)) return `${text.slice(0, width - 1)}…`;
  return `${clip(text, width - 1)}…`;
}

/** The characters that whole fit in so many columns, from the first on: where there is no room for a sign that something was cut. */
export function clip(text: string, width: number): string {
  let kept = '';
  let used = 0;
  for (const {segment} of new Intl.Segmenter().segment(text)) {
    used += widthOf(segment);
    if (used > width) break;
    kept += segment;
  }
  return kept;
}

/** Lines of at most so many columns, broken between words; a word that is longer stays whole. */
export function wrapped(text: string, width = Infinity): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || widthOf(last) + 1 + widthOf(word) > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Text from outside, made harmless for a terminal: one line, without control characters and escape codes. */
export const printable = (text: string): string =>
  text.replace(/\x1b\[[0-9;?]*[ -/]*[@-~]/g, '').replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]+/g, ' ');
