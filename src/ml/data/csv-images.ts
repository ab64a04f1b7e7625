import {csvBlocks, LineTooLong} from './csv-blocks.ts';
import {csvLayout, labelPlace, type CsvLayout} from './csv-layout.ts';
import {faultList, readCarefully, type FaultList} from './csv-row-faults.ts';
import {type DataFault, type DataFaults, type DataResult, faulty, sound} from './fault.ts';

/** The pictures of one CSV file. */
export interface LabelledImages {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** `[count, height, width]`, grey levels 0–255. */
  readonly images: Uint8Array;
  /** The labels that occur, in order of their first row. */
  readonly labels: readonly string[];
  /** `[count]`, indices into `labels`. */
  readonly labelOf: Uint32Array;
  readonly layout: CsvLayout;
}

export interface CsvImagesOptions {
  /** What messages call the file; its path unless given. */
  readonly name?: string;
  /** Upper and lower case are one; `label` unless given. */
  readonly labelColumn?: string;
  /** For pictures that are not square; one of the two is enough. */
  readonly height?: number | undefined;
  readonly width?: number | undefined;
  /** The level that stands for white, 1–255; levels are stretched so that it becomes 255. */
  readonly white?: number;
  /** Told the rows read so far, about once a megabyte. */
  readonly onRows?: (rows: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Reads an image CSV (plain or gzip, `\n` or `\r\n`): a header, then a label and the pixels of one picture a row.
 * Bytes are parsed by hand, with no string a cell: that is what makes it faster than general CSV readers.
 */
export const readCsvImages = async (
  file: string,
  options: CsvImagesOptions = {},
): Promise<DataResult<LabelledImages>> => {
  const name = options.name ?? file;
  const {labelColumn = 'label', white = 255, height, width} = options;
  let rows: Rows | undefined;
  try {
    for await (const block of csvBlocks(file, options.signal)) {
      let start = 0;
      if (rows === undefined) {
        const end = block.indexOf(10);
        const header = readHeader(block.subarray(0, end), {file, name, labelColumn, height, width});
        if (!header.ok) return header;
        rows = newRows(file, name, header.value, white);
        start = end + 1;
      }
      readRows(rows, block, start);
      options.onRows?.(rows.count);
    }
  } catch (error) {
    return readFault(error, file, name);
  }
  if (rows === undefined) return empty('csv-empty', file, name, 'the file is empty');
  const faults = rows.faults.result();
  if (faults) return faults;
  if (rows.count === 0) return empty('csv-no-rows', file, name, 'there is a header and no rows');

  const {count, images, labelOf, labels, layout} = rows;
  const pixels = images.subarray(0, count * layout.height * layout.width);
  if (white !== 255) pixels.forEach((level, at) => (pixels[at] = Math.round((level * 255) / white)));
  return sound({
    count,
    height: layout.height,
    width: layout.width,
    images: pixels,
    labels: [...labels.keys()],
    labelOf: labelOf.subarray(0, count),
    layout,
  });
};

/** What has been read so far. */
interface Rows {
  readonly file: string;
  readonly name: string;
  readonly layout: CsvLayout;
  readonly highest: number;
  readonly faults: FaultList;
  /** Label → its index. */
  readonly labels: Map<string, number>;
  images: Uint8Array;
  labelOf: Uint32Array;
  /** Rows in `images`. */
  count: number;
  /** Rows seen, the faulty ones included. */
  row: number;
  line: number;
}

const newRows = (file: string, name: string, layout: CsvLayout, highest: number): Rows => ({
  file,
  name,
  layout,
  highest,
  faults: faultList(),
  labels: new Map(),
  images: new Uint8Array(1024 * layout.height * layout.width),
  labelOf: new Uint32Array(1024),
  count: 0,
  row: 0,
  line: 1,
});

const newline = 10;
const carriageReturn = 13;
const quote = 34;
const zero = 48;

/** Reads whole lines. Rows of plain digits are read here, byte by byte; any other row goes to the careful reader. */
const readRows = (rows: Rows, bytes: Buffer, start: number): void => {
  const {layout, highest} = rows;
  const {places} = layout;
  const size = layout.height * layout.width;
  const columns = places.length;
  const delimiter = layout.delimiter.charCodeAt(0);
  let at = start;
  while (at < bytes.length) {
    rows.line++;
    const lineStart = at;
    if (isBlank(bytes, at)) {
      at = bytes.indexOf(newline, at) + 1;
      continue;
    }
    rows.row++;
    if (rows.count === rows.labelOf.length) grow(rows);
    const {images} = rows;
    const image = rows.count * size;
    let label = '';
    let column = 0;
    for (; column < columns; column++) {
      const place = places[column] ?? 0;
      let byte: number;
      if (place >= 0) {
        const first = (bytes[at++] ?? 0) - zero;
        // One comparison for both ends: what lies below '0' becomes a large number.
        if (first >>> 0 > 9) break;
        let value = first;
        byte = bytes[at++] ?? 0;
        while ((byte - zero) >>> 0 <= 9) {
          value = value * 10 + byte - zero;
          byte = bytes[at++] ?? 0;
        }
        if (value > highest) break;
        images[image + place] = value;
      } else {
        const cell = at;
        byte = bytes[at++] ?? 0;
        while (byte !== delimiter && byte !== newline && byte !== carriageReturn && byte !== quote) {
          byte = bytes[at++] ?? 0;
        }
        if (place === labelPlace) label = bytes.toString('utf8', cell, at - 1).trim();
      }
      if (column < columns - 1) {
        if (byte !== delimiter) break;
      } else {
        if (byte === carriageReturn) byte = bytes[at++] ?? 0;
        if (byte !== newline) break;
      }
    }
    if (column === columns && label !== '') addLabel(rows, label);
    else {
      const end = bytes.indexOf(newline, lineStart);
      const text = bytes.toString('utf8', lineStart, end).replace(/\r$/, '');
      const read = readCarefully(text, layout, {...rows, highest}, rows.faults);
      if (read !== undefined) {
        images.set(read.pixels, image);
        addLabel(rows, read.label);
      }
      at = end + 1;
    }
  }
};

const isBlank = (bytes: Buffer, at: number): boolean =>
  bytes[at] === newline || (bytes[at] === carriageReturn && bytes[at + 1] === newline);

const addLabel = (rows: Rows, label: string): void => {
  let index = rows.labels.get(label);
  if (index === undefined) {
    // Of bytes that are no UTF-8 every letter becomes the same sign, and labels that differ in one would be one.
    if (label.includes('\ufffd')) rows.faults.add(() => notUtf8(rows));
    index = rows.labels.size;
    rows.labels.set(label, index);
  }
  rows.labelOf[rows.count++] = index;
};

const notUtf8 = ({name, file, row, line, layout}: Rows): DataFault => ({
  code: 'csv-encoding',
  what: `${name}, row ${row} (line ${line}), ${layout.labelColumn}: the label is not UTF-8.`,
  file,
  line,
  todo: saveAsUtf8,
});

const saveAsUtf8 = 'Save it as UTF-8 (spreadsheets call that "CSV UTF-8").';

const grow = (rows: Rows): void => {
  const images = new Uint8Array(rows.images.length * 2);
  images.set(rows.images);
  const labelOf = new Uint32Array(rows.labelOf.length * 2);
  labelOf.set(rows.labelOf);
  Object.assign(rows, {images, labelOf});
};

const readHeader = (bytes: Buffer, options: Parameters<typeof csvLayout>[1]): DataResult<CsvLayout> => {
  const {file, name} = options;
  const mark = bytes.length >= 2 ? bytes.readUInt16BE() : 0;
  if (mark === 0xfffe || mark === 0xfeff) {
    return faulty({
      code: 'csv-encoding',
      what: `${name}: the text is UTF-16.`,
      file,
      todo: saveAsUtf8,
    });
  }
  const text = bytes.toString('utf8').replace(/\r$/, '');
  if (text.includes('\r')) {
    return faulty({
      code: 'csv-line-ends',
      what: `${name}: the lines end in a carriage return alone, as on Macintoshes of old.`,
      file,
      todo: 'Save it with line feeds (spreadsheets call that "CSV UTF-8").',
    });
  }
  return csvLayout(text, options);
};

const empty = (code: string, file: string, name: string, what: string): DataFaults =>
  faulty({
    code,
    what: `${name}: ${what}.`,
    file,
    todo: 'Check that the whole file was downloaded or written.',
  });

/** What the file system and zlib throw is expected; anything else is a bug. */
const readFault = (error: unknown, file: string, name: string): DataFaults => {
  if (error instanceof LineTooLong) {
    return faulty({
      code: 'csv-line-too-long',
      what: `${name}: a line has no end.`,
      file,
      todo: 'Lines must end in a line feed; check that this is a CSV file.',
    });
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('Z_')) {
    return faulty({
      code: 'csv-gzip-broken',
      what: `${name}: the compressed data is ${code === 'Z_BUF_ERROR' ? 'cut short' : 'damaged'}.`,
      file,
      todo: 'Download or compress the file again.',
    });
  }
  if (/^E[A-Z]+$/.test(code)) {
    return faulty({
      code: 'csv-unreadable',
      what: `${name}: the file cannot be read (${(error as Error).message}).`,
      file,
      todo: 'Check that it is there and that you may read it.',
    });
  }
  throw error;
};
