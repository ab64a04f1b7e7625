import type {Failure, Place} from '../failure.ts';
import {wrongShape} from '../failures/shape.ts';
import type {ParamValue} from '../param-value.ts';
import {suggest} from '../suggest.ts';
import {putIn, type Variables} from '../variables.ts';
import type {Entry, Spot, YamlReader} from '../yaml-reader.ts';
import {cellsOf, type Cell} from './cells.ts';
import {cellName} from './cell-name.ts';
import {axisEmpty, axisName, cellTwice, excludeUnknown, matrixEmpty, matrixLarge} from './failures.ts';

interface Around {
  readonly reader: YamlReader;
  readonly stage: string;
  readonly variables: Variables;
}

/** As many as GitHub Actions allows. */
const most = 256;

/** The cells of a `matrix:`; undefined where it cannot be read, which is told. */
export function readMatrix({where, value: given}: Entry, around: Around): readonly Cell[] | undefined {
  const {reader, stage, variables} = around;
  const {faults} = reader;
  const before = faults.length;
  const asked = {what: '`matrix:`', example: '`matrix: {model: [mlp, cnn], seed: [1, 2]}`'};
  const axes = new Map<string, readonly ParamValue[]>();
  const extra: Record<'include' | 'exclude', readonly Read[]> = {include: [], exclude: []};
  for (const {key, where: place, value} of reader.entries(given, asked) ?? []) {
    if (key === 'include' || key === 'exclude') {
      extra[key] = readCells(key, value, around);
      continue;
    }
    if (!axisPattern.test(key)) faults.push(axisName(place, key));
    const read = reader.param(value, `\`${key}:\``);
    if (read === undefined) continue;
    const values = putIn(read, {variables, where: value.where, faults});
    if (!Array.isArray(values)) {
      const example = `\`${key}: [1, 2, 3]\``;
      faults.push(wrongShape({where: value.where, what: `The axis ${key}`, expected: 'a list', example}));
    } else if (values.length === 0) faults.push(axisEmpty(value.where, key));
    else axes.set(key, values as readonly ParamValue[]);
  }
  const known = [...axes.keys()];
  for (const {cell, where: place} of extra.exclude)
    for (const axis of cell.keys())
      if (!axes.has(axis))
        faults.push(excludeUnknown({where: place, axis, axes: known, suggestion: suggest(axis, known)}));
  if (faults.length > before) return undefined;

  const count = [...axes.values()].reduce((product, values) => product * values.length, 1);
  const include = extra.include.map(({cell}) => cell);
  const exclude = extra.exclude.map(({cell}) => cell);
  const fault = faultOf(stage, where, count > 100 * most ? count : cellsOf({axes, include, exclude}));
  if (fault === undefined) return cellsOf({axes, include, exclude});
  faults.push(fault);
  return undefined;
}

/** Of cells, or of as many as are too many to make. */
function faultOf(stage: string, where: Place, cells: readonly Cell[] | number): Failure | undefined {
  const count = typeof cells === 'number' ? cells : cells.length;
  if (count === 0) return matrixEmpty(where, stage);
  if (typeof cells === 'number' || count > most) return matrixLarge(where, count, most);
  const names = cells.map((cell) => cellName(stage, cell));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : cellTwice(where, twice);
}

const axisPattern = /^[A-Za-z][\w-]*$/;

interface Read {
  readonly cell: Cell;
  readonly where: Spot['where'];
}

function readCells(key: 'include' | 'exclude', given: Spot, {reader, variables}: Around): readonly Read[] {
  const example = `\`${key}: [{model: cnn, seed: 3}]\``;
  const items = reader.items(given);
  if (items === undefined) {
    const expected = 'a list of maps';
    reader.faults.push(wrongShape({where: given.where, what: `\`${key}:\``, expected, example}));
    return [];
  }
  return items.map((item) => {
    const cell = new Map<string, ParamValue>();
    for (const {key: axis, where, value} of reader.entries(item, {what: `An item of \`${key}:\``, example}) ??
      []) {
      if (!axisPattern.test(axis)) reader.faults.push(axisName(where, axis));
      const read = reader.param(value, `\`${axis}:\``);
      if (read !== undefined)
        cell.set(axis, putIn(read, {variables, where: value.where, faults: reader.faults}));
    }
    return {cell, where: item.where};
  });
}
