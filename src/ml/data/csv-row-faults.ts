import {csvCells} from './csv-cells.ts';
import {ignoredPlace, labelPlace, type CsvLayout} from './csv-layout.ts';
import type {DataFault, DataFaults} from './fault.ts';

/** How many faults are worth reading; the rest are counted. */
const kept = 5;

/** Collects what is wrong with rows. Texts are made for the first few alone: a file may be wrong in every cell. */
export interface FaultList {
  readonly add: (fault: () => DataFault) => void;
  readonly result: () => DataFaults | undefined;
}

export const faultList = (): FaultList => {
  const faults: DataFault[] = [];
  let count = 0;
  return {
    add: (fault) => {
      if (count++ < kept) faults.push(fault());
    },
    result: () => {
      const [first, ...more] = faults;
      return first && {ok: false, faults: [first, ...more], count};
    },
  };
};

export interface CsvRow {
  readonly label: string;
  /** In the picture's order. */
  readonly pixels: Uint8Array;
}

export interface RowPlace {
  readonly file: string;
  /** What messages call the file. */
  readonly name: string;
  /** Data rows count from 1, lines too, the header being line 1. */
  readonly row: number;
  readonly line: number;
  readonly highest: number;
}

/**
 * Reads a row that is not plain digits and commas: quoted cells, spaces and `12.0` are understood, all else is told by
 * row, line and column. Undefined where something was wrong.
 */
export const readCarefully = (
  text: string,
  layout: CsvLayout,
  place: RowPlace,
  faults: FaultList,
): CsvRow | undefined => {
  const {file, line} = place;
  const at = `${place.name}, row ${place.row} (line ${line})`;
  const cells = csvCells(text, layout.delimiter);
  if (cells.length !== layout.columns.length) {
    faults.add(() => ({
      code: 'csv-row-ragged',
      what: `${at}: expected ${layout.columns.length} values, found ${cells.length}.`,
      file,
      line,
      todo: 'Every row needs a value for each column of the header; the file may have been cut or edited.',
    }));
    return undefined;
  }

  const pixels = new Uint8Array(layout.height * layout.width);
  let label = '';
  let sound = true;
  for (const [index, cell] of cells.entries()) {
    const target = layout.places[index] ?? ignoredPlace;
    if (target === ignoredPlace) continue;
    const wrong = target === labelPlace ? labelFault(cell) : pixelFault(cell, place.highest);
    if (wrong !== undefined) {
      sound = false;
      faults.add(() => ({
        code: wrong.code,
        what: `${at}, ${layout.columns[index] ?? ''}: ${wrong.what}.`,
        file,
        line,
        column: cells.slice(0, index).reduce((sum, before) => sum + before.length + 1, 1),
        todo: wrong.todo,
      }));
    } else if (target === labelPlace) label = cell;
    else pixels[target] = Number(cell);
  }
  return sound ? {label, pixels} : undefined;
};

interface CellFault {
  readonly code: string;
  readonly what: string;
  readonly todo: string;
}

const labelFault = (cell: string): CellFault | undefined =>
  cell === ''
    ? {
        code: 'csv-label-empty',
        what: 'the label is missing',
        todo: 'Give the row its label, or leave the row out.',
      }
    : undefined;

const pixelFault = (cell: string, highest: number): CellFault | undefined => {
  if (cell === '') {
    return {
      code: 'csv-cell-empty',
      what: 'the cell is empty',
      todo: `Give the pixel a whole number from 0 to ${highest}.`,
    };
  }
  const shown = cell.length > 20 ? `${cell.slice(0, 20)}…` : cell;
  if (!/^[+-]?\d+(\.0*)?$/.test(cell)) {
    return {
      code: 'csv-not-integer',
      what: `${shown} is not a whole number`,
      todo: `Grey levels are whole numbers from 0 to ${highest}; levels of 0–1 must be multiplied by 255 and rounded.`,
    };
  }
  if (Number(cell) < 0 || Number(cell) > highest) {
    return {
      code: 'csv-out-of-range',
      what: `${shown} is outside 0–${highest}`,
      todo: 'Grey levels go from 0, black, to preprocess.white, which is 255 unless set.',
    };
  }
  return undefined;
};
