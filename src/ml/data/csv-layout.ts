import {csvCells, csvDelimiter} from './csv-cells.ts';
import {type DataResult, faulty, sound} from './fault.ts';

/** Where everything stands in the rows of an image CSV, as its header tells. */
export interface CsvLayout {
  readonly delimiter: ',' | ';' | '\t';
  readonly columns: readonly string[];
  /** Per column: the pixel it holds (row-major), `labelPlace` or `ignoredPlace`. */
  readonly places: Int32Array;
  readonly height: number;
  readonly width: number;
  readonly labelColumn: string;
  /** First and last pixel column, in the picture's order. */
  readonly pixelColumns: readonly [string, string];
  /** How pixels found their places: by the numbers in their columns' names, or as the columns stand. */
  readonly order: 'by-number' | 'as-in-file';
  /** Columns that are neither: an index, a file name. */
  readonly ignored: readonly string[];
}

export const labelPlace = -1;
export const ignoredPlace = -2;

export interface LayoutOptions {
  readonly file: string;
  /** What messages call the file. */
  readonly name: string;
  /** Upper and lower case are one. */
  readonly labelColumn: string;
  /** For pictures that are not square; one of the two is enough. */
  readonly height?: number | undefined;
  readonly width?: number | undefined;
}

/**
 * Reads the header. Pixel columns are those whose names have numbers, `pixel1`, `px_12` or `28x28` (row by column), and
 * stand where their numbers put them; where no name has a number, all columns but the label's, as they stand.
 */
export const csvLayout = (header: string, options: LayoutOptions): DataResult<CsvLayout> => {
  const {file, name} = options;
  const wrong = (code: string, what: string, todo: string) =>
    faulty({code, what: `${name}: ${what}`, file, line: 1, todo});

  const delimiter = csvDelimiter(header);
  const columns = csvCells(header, delimiter);
  const wanted = options.labelColumn.toLowerCase();
  const labelAt = columns.flatMap((column, at) => (column.toLowerCase() === wanted ? [at] : []));
  const [label] = labelAt;
  if (label === undefined) {
    if (columns.every((column) => /^-?[\d.]+$/.test(column))) {
      return wrong(
        'csv-header-missing',
        'the first line holds only numbers where the names of the columns belong.',
        'Put a header above the rows, such as label,pixel1,pixel2,…',
      );
    }
    return wrong(
      'csv-label-missing',
      `no column is called ${options.labelColumn}; there are ${listed(columns)}.`,
      'Set preprocess.label_column to the name of the column with the labels.',
    );
  }
  if (labelAt.length > 1) {
    return wrong(
      'csv-column-repeated',
      `${labelAt.length} columns are called ${options.labelColumn}.`,
      'Leave one.',
    );
  }

  const pixels = pixelColumns(columns, label);
  const [firstPixel] = pixels.order;
  const lastPixel = pixels.order.at(-1);
  if (firstPixel === undefined || lastPixel === undefined) {
    return wrong(
      'csv-pixels-missing',
      'it has no columns beside the label.',
      'Each pixel of the picture needs a column: pixel1, pixel2, …',
    );
  }
  if (pixels.repeated !== undefined) {
    return wrong(
      'csv-column-repeated',
      `two columns claim one pixel: ${pixels.repeated.map((at) => columns[at]).join(' and ')}.`,
      'Give each pixel one column, with a number of its own.',
    );
  }

  const size = pictureSize(pixels, options);
  if (size === undefined) {
    const count = pixels.order.length;
    const {height, width} = options;
    const asked =
      height === undefined && width === undefined
        ? `${count} pixel columns make no square picture`
        : `${count} pixel columns make no picture of height ${height ?? 'any'} and width ${width ?? 'any'}`;
    const side = Math.round(Math.sqrt(count));
    return wrong(
      'csv-not-square',
      `${asked} (${columns[firstPixel]} to ${columns[lastPixel]}).`,
      `A square of ${side} × ${side} has ${side * side}. For another shape set preprocess.height and preprocess.width.`,
    );
  }

  const places = new Int32Array(columns.length).fill(ignoredPlace);
  places[label] = labelPlace;
  pixels.order.forEach((column, pixel) => (places[column] = pixel));
  return sound({
    delimiter,
    columns,
    places,
    ...size,
    labelColumn: columns[label] ?? options.labelColumn,
    pixelColumns: [columns[firstPixel] ?? '', columns[lastPixel] ?? ''],
    order: pixels.numbers.length > 0 ? 'by-number' : 'as-in-file',
    ignored: columns.filter((_, at) => places[at] === ignoredPlace),
  });
};

interface PixelColumns {
  /** Pixel → column. */
  readonly order: readonly number[];
  /** The numbers in their names, pixel by pixel; empty where the columns stay as they stand. */
  readonly numbers: readonly (readonly number[])[];
  /** Two columns with the same numbers. */
  readonly repeated?: readonly number[];
}

const pixelColumns = (columns: readonly string[], label: number): PixelColumns => {
  const others = columns.map((name, column) => ({name, column})).filter(({column}) => column !== label);
  // Names that differ in their numbers only belong together; of several such families the pixels are the largest.
  const families = new Map<string, typeof others>();
  for (const column of others) {
    const family = column.name.replaceAll(/\d+/g, '#');
    if (family !== column.name) families.set(family, (families.get(family) ?? []).concat(column));
  }
  const [largest] = [...families.values()].toSorted((a, b) => b.length - a.length);
  if (largest === undefined) return {order: others.map(({column}) => column), numbers: []};

  const sorted = largest
    .map(({name, column}) => ({column, numbers: (name.match(/\d+/g) ?? []).map(Number)}))
    .toSorted((a, b) => compareNumbers(a.numbers, b.numbers));
  const twin = sorted.findIndex((each, at) => {
    const next = sorted[at + 1];
    return next !== undefined && compareNumbers(each.numbers, next.numbers) === 0;
  });
  return {
    order: sorted.map(({column}) => column),
    numbers: sorted.map(({numbers}) => numbers),
    ...(twin >= 0 && {repeated: sorted.slice(twin, twin + 2).map(({column}) => column)}),
  };
};

const compareNumbers = (a: readonly number[], b: readonly number[]): number => {
  const at = a.findIndex((number, index) => number !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
};

const pictureSize = (
  {order: {length: count}, numbers}: PixelColumns,
  {height, width}: LayoutOptions,
): {height: number; width: number} | undefined => {
  if (height !== undefined || width !== undefined) {
    const size = {height: height ?? count / (width ?? 1), width: width ?? count / (height ?? 1)};
    return Number.isInteger(size.height) && Number.isInteger(size.width) && size.height * size.width === count
      ? size
      : undefined;
  }
  const side = Math.sqrt(count);
  if (Number.isInteger(side)) return {height: side, width: side};
  // Names of row and column say the shape themselves.
  if (numbers[0]?.length !== 2) return undefined;
  const rows = new Set(numbers.map(([row]) => row)).size;
  return count % rows === 0 && new Set(numbers.map(([, column]) => column)).size === count / rows
    ? {height: rows, width: count / rows}
    : undefined;
};

const listed = (columns: readonly string[]): string =>
  columns.length <= 6 ? columns.join(', ') : `${columns.slice(0, 4).join(', ')}, … ${columns.at(-1) ?? ''}`;
