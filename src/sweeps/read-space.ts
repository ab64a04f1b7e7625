import {canonicalJson} from '../runner/canonical-json.ts';
import type {Place} from '../runner/failure.ts';
import {paramNameFault} from '../runner/load-experiments.ts';
import {valueWords} from '../runner/param-words.ts';
import type {ParamValue} from '../runner/param-value.ts';
import type {Pipeline} from '../runner/pipeline.ts';
import {suggest} from '../runner/suggest.ts';
import {entry, type Entry, type Spot, type YamlReader} from '../runner/yaml-reader.ts';
import {conditionParam, conditionValue, excludeShape, spaceMissing} from './failures.ts';
import {readValues} from './read-values.ts';
import type {Condition, Dimension, Space} from './sweep.ts';

interface Top {
  readonly space: Entry | undefined;
  readonly exclude: Entry | undefined;
  readonly where: Place;
}

/** `space:` and `exclude:`, and where each dimension stands. Faults go to the reader. */
export function readSpace(
  reader: YamlReader,
  {space, exclude, where}: Top,
  pipeline: Pipeline,
): {readonly space: Space; readonly places: ReadonlyMap<string, Place>} {
  const dimensions: Dimension[] = [];
  const places = new Map<string, Place>();
  const entries =
    space === undefined || reader.isNothing(space.value)
      ? []
      : (reader.entries(space.value, {what: '`space:`', example: '`space: {train.epochs: [5, 10]}`'}) ?? []);
  if (space === undefined || entries.length === 0) reader.faults.push(spaceMissing(space?.where ?? where));
  for (const each of entries) {
    const fault = paramNameFault(pipeline, {param: each.key, where: each.where, origin: undefined});
    if (fault !== undefined) reader.faults.push(fault);
    const values = readValues(reader, each);
    if (values === undefined) continue;
    const given = reader.items(each.value) === undefined ? whenOf(reader, each.value) : undefined;
    const when =
      given === undefined ? undefined : readCondition(reader, given.value, {of: '`when:`', dimensions});
    dimensions.push({param: each.key, values, ...(when === undefined ? {} : {when})});
    places.set(each.key, each.value.where);
  }
  return {space: {dimensions, exclude: readExclude(reader, exclude, dimensions)}, places};
}

const whenOf = (reader: YamlReader, spot: Spot): Entry | undefined =>
  entry(reader.entries(spot, {what: 'A range', example: '`{int: [5, 40]}`'}) ?? [], 'when');

function readExclude(
  reader: YamlReader,
  given: Entry | undefined,
  dimensions: readonly Dimension[],
): readonly Condition[] {
  if (given === undefined || reader.isNothing(given.value)) return [];
  const items = reader.items(given.value);
  if (items === undefined) {
    reader.faults.push(excludeShape(given.value.where));
    return [];
  }
  return items
    .map((item) => readCondition(reader, item, {of: '`exclude:`', dimensions}))
    .filter((condition) => condition !== undefined);
}

interface About {
  readonly of: '`when:`' | '`exclude:`';
  /** The params that it may name. */
  readonly dimensions: readonly Dimension[];
}

function readCondition(reader: YamlReader, spot: Spot, {of, dimensions}: About): Condition | undefined {
  const entries = reader.entries(spot, {what: of, example: `${of.slice(0, -1)} {train.model: cnn}\``});
  if (entries === undefined) return undefined;
  const known = dimensions.map(({param}) => param);
  const condition = new Map<string, readonly ParamValue[]>();
  for (const {key, where, value} of entries) {
    const dimension = dimensions.find(({param}) => param === key);
    if (dimension === undefined) {
      reader.faults.push(conditionParam({where, of, param: key, known, suggestion: suggest(key, known)}));
      continue;
    }
    const spots = reader.items(value) ?? [value];
    const read = spots.flatMap((each) => {
      const found = reader.param(each, key);
      if (found === undefined) return [];
      checkPossible(reader, dimension, {value: found, where: each.where});
      return [found];
    });
    condition.set(key, read);
  }
  return Object.fromEntries(condition);
}

function checkPossible(
  reader: YamlReader,
  {param, values}: Dimension,
  {value, where}: {readonly value: ParamValue; readonly where: Place},
): void {
  if (values.type !== 'choices') return;
  const {choices} = values;
  if (choices.some((choice) => canonicalJson(choice) === canonicalJson(value))) return;
  const words = choices.map((choice) => valueWords(choice));
  reader.faults.push(conditionValue({where, param, value: valueWords(value), choices: words}));
}
