import type {Failure} from '../failure.ts';
import type {ParamValue} from '../param-value.ts';
import type {Stage} from '../pipeline.ts';
import {readStage, type AroundStage, type StageDraft} from '../read-stage.ts';
import {entry, readerOf, type Entry} from '../yaml-reader.ts';
import {cellName} from './cell-name.ts';
import {readMatrix} from './read-matrix.ts';

/** Reads a stage, or with a `matrix:` a stage for each of its cells, in which `${matrix.axis}` stands for the cell's value. */
export function readCells(written: Entry, around: AroundStage): readonly (StageDraft | Stage['name'])[] {
  const {reader, variables} = around;
  // What is no map is told when the stage is read.
  const quiet = readerOf(reader.source, []);
  const matrix = entry(quiet.entries(written.value, {what: '', example: ''}) ?? [], 'matrix');
  if (matrix === undefined) return [readStage(written, around)];
  const {key: stage} = written;
  const cells = readMatrix(matrix, {reader, stage, variables});
  if (cells === undefined) return [stage];
  const axes = [...new Set(cells.flatMap((cell) => [...cell.keys()]))];
  const before = reader.faults.length;
  const drafts = cells.map((cell) => {
    // Where only some cells have a value, the others have none: a param then has its default.
    const values = axes.map((axis): [string, ParamValue] => [`matrix.${axis}`, cell.get(axis) ?? null]);
    return readStage(
      {...written, key: cellName(stage, cell)},
      {...around, variables: new Map([...variables, ...values])},
    );
  });
  // What is wrong at a place is wrong in every cell: once is enough.
  reader.faults.push(...firstOfEachPlace(reader.faults.splice(before)));
  return drafts;
}

const firstOfEachPlace = (faults: readonly Failure[]): readonly Failure[] => [
  ...new Map(
    faults.toReversed().map((fault) => [JSON.stringify([fault.code, fault.where]), fault] as const),
  ).values(),
];
