import type {Figure} from './figure.ts';
import {look} from './look.ts';
import {escapeXml, textWidth} from './markup.ts';

interface ImageSheet {
  readonly title: string;
  /** A line below the title. */
  readonly subtitle?: string;
  readonly columns: number;
  /** Row by row. */
  readonly tiles: readonly Tile[];
  /** One a row, at its left. */
  readonly rowLabels?: readonly string[];
  /** One a column, above it. */
  readonly columnLabels?: readonly string[];
}

export interface Tile {
  /** `[height, width]`, grey levels 0–255; with three channels `[height, width, 3]`, red, green and blue. */
  readonly image: Uint8Array;
  /** 1 where nothing is said. */
  readonly channels?: 1 | 3;
  readonly height: number;
  readonly width: number;
  /** Below the image; `\n` begins a new line. */
  readonly caption?: string;
}

/** Small pictures in rows and columns, every pixel a crisp square, whatever their size. */
export const imageSheet = async (sheet: ImageSheet): Promise<Figure> => {
  const {encode} = await import('fast-png');
  const {title, subtitle, columns, tiles, rowLabels = [], columnLabels = []} = sheet;
  const captions = tiles.map(({caption}) => caption?.split('\n') ?? []);
  const at = layout(sheet, captions);

  const heading = drawText(title, look.margin, look.margin + look.titleSize, headingStyle);
  const below =
    subtitle === undefined ? [] : [drawText(subtitle, look.margin, at.subtitleBaseline, subtitleStyle)];
  const overColumns = columnLabels.map((label, column) =>
    drawText(label, at.x(column), at.top - 8, smallStyle),
  );
  const besideRows = rowLabels.map((label, row) =>
    drawText(label, at.left - 10, at.y(row) + at.imageHeight / 2 + look.textSize * 0.36, rowStyle),
  );
  const pictures = tiles.map((tile, index) => {
    const [x, y] = [at.x(index % columns), at.y(Math.floor(index / columns))];
    const {channels = 1} = tile;
    const png = encode({width: tile.width, height: tile.height, data: tile.image, channels, depth: 8});
    const [width, height] = [tile.width * magnification(tile), tile.height * magnification(tile)];
    const image =
      // CSS Images 3 reads `optimizeSpeed` as `pixelated`; the PNG's renderer knows the old word only.
      `<image x="${x - width / 2}" y="${y}" width="${width}" height="${height}" image-rendering="optimizeSpeed" ` +
      `preserveAspectRatio="none" xlink:href="data:image/png;base64,${Buffer.from(png).toString('base64')}"/>`;
    const lines = (captions[index] ?? []).map((line, number) =>
      drawText(line, x, y + at.imageHeight + 4 + look.smallSize + number * lineHeight, smallStyle),
    );
    return [image, ...lines].join('\n');
  });
  const opening =
    `<svg role="img" aria-label="${escapeXml(title)}" xmlns="http://www.w3.org/2000/svg" ` +
    `xmlns:xlink="http://www.w3.org/1999/xlink" width="${at.width}" height="${at.height}" ` +
    `viewBox="0 0 ${at.width} ${at.height}" font-family="${look.font}" fill="${look.ink}">`;
  const paper = `<rect width="${at.width}" height="${at.height}" fill="${look.paper}"/>`;
  return {
    svg: [opening, paper, heading, ...below, ...overColumns, ...besideRows, ...pictures, '</svg>', ''].join(
      '\n',
    ),
  };
};

/** Where everything goes, in pixels: `x` is the middle of a column, `y` the top of a row. */
const layout = (
  {title, subtitle, columns, tiles, rowLabels = [], columnLabels = []}: ImageSheet,
  captions: readonly (readonly string[])[],
) => {
  const widest = (texts: readonly string[], size: number): number =>
    Math.ceil(Math.max(0, ...texts.map((text) => textWidth(text, size))));
  const captionLines = Math.max(0, ...captions.map((lines) => lines.length));
  const imageWidth = Math.max(1, ...tiles.map((tile) => tile.width * magnification(tile)));
  const imageHeight = Math.max(1, ...tiles.map((tile) => tile.height * magnification(tile)));
  const gap = captionLines > 0 ? 10 : 6;
  const cellWidth = Math.max(imageWidth, widest([...captions.flat(), ...columnLabels], look.smallSize)) + gap;
  const cellHeight = imageHeight + (captionLines > 0 ? 4 + captionLines * lineHeight : 0) + gap;
  const left = look.margin + (rowLabels.length > 0 ? widest(rowLabels, look.textSize) + 10 : 0);
  const headingHeight = look.titleSize + (subtitle === undefined ? 0 : 6 + look.textSize);
  const top = look.margin + headingHeight + 16 + (columnLabels.length > 0 ? look.smallSize + 6 : 0);
  const rows = Math.ceil(tiles.length / columns);
  return {
    left,
    top,
    imageHeight,
    subtitleBaseline: look.margin + headingHeight,
    x: (column: number) => left + column * cellWidth + (cellWidth - gap) / 2,
    y: (row: number) => top + row * cellHeight,
    width: Math.max(
      left + Math.min(columns, tiles.length) * cellWidth - gap + look.margin,
      Math.ceil(textWidth(title, look.titleSize, 'bold')) + 2 * look.margin,
      widest([subtitle ?? ''], look.textSize) + 2 * look.margin,
    ),
    height: top + rows * cellHeight - gap + look.margin,
  };
};

const drawText = (text: string, x: number, y: number, style: string): string =>
  `<text x="${x}" y="${y}" ${style}>${escapeXml(text)}</text>`;

const headingStyle = `font-size="${look.titleSize}" font-weight="bold"`;
const subtitleStyle = `font-size="${look.textSize}" fill="${look.quiet}"`;
const rowStyle = `font-size="${look.textSize}" text-anchor="end"`;
const smallStyle = `font-size="${look.smallSize}" fill="${look.quiet}" text-anchor="middle"`;

/** A whole number of screen pixels for each pixel, about 64 across. */
const magnification = ({height, width}: Tile): number =>
  Math.max(1, Math.round(64 / Math.max(height, width, 1)));

const lineHeight = 13;
