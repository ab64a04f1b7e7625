import type {ParamValue} from '../param-value.ts';

/**
 * A stage with a `matrix:` becomes a stage for each of its cells, whose name says which: `train[model=cnn,seed=1]`. All that is to be known of
 * a cell stands in its name, so whoever has names needs nothing else.
 */
export interface CellName {
  /** The stage as the pipeline calls it. */
  readonly of: string;
  /** Axis → its value, as names write it. */
  readonly labels: ReadonlyMap<string, string>;
}

export const cellName = (stage: string, values: ReadonlyMap<string, ParamValue>): string =>
  `${stage}[${[...values].map(([axis, value]) => `${axis}=${labelOf(value)}`).join(',')}]`;

/** What a name can hold without marks around it. */
const labelOf = (value: ParamValue): string =>
  typeof value === 'object' && value !== null
    ? value.map((item) => labelOf(item)).join('-')
    : String(value).replaceAll(/[^\p{L}\p{N}_.+-]+/gu, '-');

/** Undefined where it is the name of no cell. */
export function parseCell(name: string): CellName | undefined {
  const [, of, inner] = /^([^[\]]+)\[([^[\]]*)\]$/.exec(name) ?? [];
  if (of === undefined || inner === undefined) return undefined;
  const labels = new Map<string, string>();
  for (const part of inner.split(',')) {
    const equals = part.indexOf('=');
    if (equals <= 0) return undefined;
    labels.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  return {of, labels};
}

/** What stands in the brackets; undefined where it is no cell. */
export const cellLabel = (name: string): string | undefined =>
  parseCell(name) === undefined ? undefined : name.slice(name.indexOf('[') + 1, -1);

/**
 * The stages that a name stands for: itself; of a stage with a matrix all its cells; with some axes in brackets those cells that have these
 * values. Empty where there is none.
 */
export function stagesNamed(reference: string, known: readonly string[]): readonly string[] {
  if (known.includes(reference)) return [reference];
  const {of, labels} = parseCell(reference) ?? {of: reference, labels: new Map<string, string>()};
  return known.filter((name) => {
    const cell = parseCell(name);
    return cell?.of === of && [...labels].every(([axis, value]) => cell.labels.get(axis) === value);
  });
}

/** Names by comma, where commas in brackets belong to a name. */
export const splitNames = (text: string): readonly string[] =>
  text.split(/,(?![^[\]]*\])/).map((name) => name.trim());

/** `train[lr=0.1].epochs`: which stages, and which of their params. Undefined where it is not of that form. */
export function splitParam(param: string): {readonly stage: string; readonly name: string} | undefined {
  const [, stage, name] = /^([^.[\]]+(?:\[[^\]]*\])?)\.(.+)$/.exec(param) ?? [];
  return stage === undefined || name === undefined ? undefined : {stage, name};
}

/** How narrowly a reference chooses: what names more axes goes before what names fewer. */
export const narrowness = (reference: string): number => parseCell(reference)?.labels.size ?? 0;
