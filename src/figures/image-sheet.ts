import type {Figure} from './figure.ts';
import {look} from './look.ts';
import {escapeXml, textWidth} from './markup.ts';

export interface ImageSheet {
  readonly title: string;
  readonly columns: number;
  /** Row by row. */
  readonly tiles: readonly Tile[];
  /** One a row, at its left. */
  readonly rowLabels?: readonly string[];
}

export interface Tile {
  /** `[height, width]`, grey levels 0–255. */
  readonly image: Uint8Array;
  readonly height: number;
  readonly width: number;
  /** Below the image; `\n` begins a new line. */
  readonly caption?: string;
}

/** Grey pictures in rows and columns, every pixel a crisp square, whatever their size. */
export const imageSheet = async ({title, columns, tiles, rowLabels = []}: ImageSheet): Promise<Figure> => {
  const {encode} = await import('fast-png');
  const captions = tiles.map(({caption}) => caption?.split('\n') ?? []);
  const size = {
    width: Math.max(1, ...tiles.map((tile) => tile.width * magnification(tile))),
    height: Math.max(1, ...tiles.map((tile) => tile.height * magnification(tile))),
    caption: Math.max(0, ...captions.flat().map((line) => textWidth(line, look.smallSize))),
    captionLines: Math.max(0, ...captions.map((lines) => lines.length)),
    rowLabel: Math.max(0, ...rowLabels.map((label) => textWidth(label, look.textSize))),
  };
  const gap = size.captionLines > 0 ? 10 : 6;
  const cell = {
    width: Math.ceil(Math.max(size.width, size.caption)) + gap,
    height: size.height + (size.captionLines > 0 ? 4 + size.captionLines * lineHeight : 0) + gap,
  };
  const left = look.margin + (size.rowLabel > 0 ? Math.ceil(size.rowLabel) + 10 : 0);
  const top = look.margin + look.titleSize + 16;
  const rows = Math.ceil(tiles.length / columns);
  const width = Math.max(
    left + Math.min(columns, tiles.length) * cell.width - gap + look.margin,
    Math.ceil(textWidth(title, look.titleSize, 'bold')) + 2 * look.margin,
  );
  const height = top + rows * cell.height - gap + look.margin;

  const drawn = tiles.map((tile, index) => {
    const scale = magnification(tile);
    const x = left + (index % columns) * cell.width + (cell.width - gap) / 2;
    const y = top + Math.floor(index / columns) * cell.height;
    const png = encode({width: tile.width, height: tile.height, data: tile.image, channels: 1, depth: 8});
    const image =
      `<image x="${x - (tile.width * scale) / 2}" y="${y}" width="${tile.width * scale}" height="${tile.height * scale}" ` +
      // CSS Images 3 reads `optimizeSpeed` as `pixelated`; the PNG's renderer knows the old word only.
      `image-rendering="optimizeSpeed" preserveAspectRatio="none" ` +
      `xlink:href="data:image/png;base64,${Buffer.from(png).toString('base64')}"/>`;
    const lines = (captions[index] ?? []).map((line, number) => {
      const baseline = y + size.height + 4 + look.smallSize + number * lineHeight;
      return `<text x="${x}" y="${baseline}" font-size="${look.smallSize}" text-anchor="middle" fill="${look.quiet}">${escapeXml(line)}</text>`;
    });
    return [image, ...lines].join('\n');
  });
  const labels = rowLabels.slice(0, rows).map((label, row) => {
    const baseline = top + row * cell.height + size.height / 2 + look.textSize * 0.36;
    return `<text x="${left - 10}" y="${baseline}" font-size="${look.textSize}" text-anchor="end">${escapeXml(label)}</text>`;
  });
  const heading = `<text x="${look.margin}" y="${look.margin + look.titleSize}" font-size="${look.titleSize}" font-weight="bold">${escapeXml(title)}</text>`;
  const opening =
    `<svg role="img" aria-label="${escapeXml(title)}" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
    `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${look.font}" fill="${look.ink}">`;
  const paper = `<rect width="${width}" height="${height}" fill="${look.paper}"/>`;
  return {svg: [opening, paper, heading, ...labels, ...drawn, '</svg>', ''].join('\n')};
};

/** A whole number of screen pixels for each pixel, about 64 across. */
const magnification = ({height, width}: Tile): number =>
  Math.max(1, Math.round(64 / Math.max(height, width, 1)));

const lineHeight = 13;
