/**
 * Draws what a terminal shows: standard input is a screen with its colours, as `tmux capture-pane -e -p` prints it.
 *
 *     tmux capture-pane -e -p -t NAME | npx tsx scripts/terminal-picture.ts COLUMNS ROWS docs/pictures/NAME.svg
 */
import {writeFile} from 'node:fs/promises';
import {text} from 'node:stream/consumers';
import xterm from '@xterm/headless';

const [columns = 80, rows = 24] = process.argv.slice(2, 4).map(Number);
const output = process.argv[4];
if (output === undefined) throw new Error('usage: terminal-picture.ts COLUMNS ROWS FILE.svg < SCREEN');

const cell = {width: 8.43, height: 18};
const margin = 16;
const paper = '#15181e';
const ink = '#d6dae2';
/** The sixteen colours of a dark terminal, in the order of their codes. */
const palette = [
  ['#2b303b', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#d6dae2'],
  ['#7a8394', '#ef8d94', '#b3d89c', '#f0d399', '#8cc4f5', '#d79ae6', '#7fcbd5', '#ffffff'],
].flat();

const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true});
const screen = (await text(process.stdin)).replace(/\n$/, '').replaceAll('\n', '\r\n');
await new Promise<void>((resolve) => terminal.write(screen, resolve));

const marks: string[] = [];
for (let y = 0; y < rows; y++) {
  const line = terminal.buffer.active.getLine(y);
  for (let x = 0; line !== undefined && x < columns; x++) {
    const at = line.getCell(x);
    if (at === undefined) continue;
    const inverse = at.isInverse() !== 0;
    const front = colourOf(at.isFgDefault(), at.isFgRGB(), at.getFgColor(), ink);
    const back = colourOf(at.isBgDefault(), at.isBgRGB(), at.getBgColor(), paper);
    const [fill, ground] = inverse ? [back, front] : [front, back];
    const [left, top] = [margin + x * cell.width, margin + y * cell.height];
    if (ground !== paper) {
      marks.push(
        `<rect x="${left.toFixed(2)}" y="${top}" width="${cell.width + 0.1}" height="${cell.height}" fill="${ground}" shape-rendering="crispEdges"/>`,
      );
    }
    const glyph = at.getChars();
    if (glyph.trim() === '') continue;
    const style = [
      at.isBold() !== 0 ? ' font-weight="bold"' : '',
      at.isDim() !== 0 ? ' opacity="0.6"' : '',
      at.isUnderline() !== 0 ? ' text-decoration="underline"' : '',
    ].join('');
    marks.push(
      `<text x="${left.toFixed(2)}" y="${top + 13.5}" fill="${fill}"${style}>${escape(glyph)}</text>`,
    );
  }
}

const [width, height] = [columns * cell.width + 2 * margin, rows * cell.height + 2 * margin];
await writeFile(
  output,
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<rect width="${width}" height="${height}" rx="8" fill="${paper}"/>
<g font-family="'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" xml:space="preserve">
${marks.join('\n')}
</g>
</svg>
`,
);

function colourOf(isDefault: boolean, isRgb: boolean, code: number, otherwise: string): string {
  if (isDefault) return otherwise;
  if (isRgb) return `#${code.toString(16).padStart(6, '0')}`;
  if (code < 16) return palette[code] ?? otherwise;
  if (code >= 232)
    return `rgb(${Array(3)
      .fill(8 + (code - 232) * 10)
      .join(',')})`;
  const level = (value: number) => (value === 0 ? 0 : 55 + value * 40);
  const cube = code - 16;
  return `rgb(${level(Math.floor(cube / 36))},${level(Math.floor(cube / 6) % 6)},${level(cube % 6)})`;
}

function escape(glyph: string): string {
  return glyph.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
