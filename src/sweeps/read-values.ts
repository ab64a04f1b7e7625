import {canonicalJson} from '../runner/canonical-json.ts';
import {valueWords} from '../runner/param-words.ts';
import {entry, knownKeys, type Entry, type Spot, type YamlReader} from '../runner/yaml-reader.ts';
import {
  flagKind,
  rangeEnds,
  rangeLog,
  rangePoints,
  rangeStep,
  valuesEmpty,
  valuesShape,
  valuesTwice,
} from './failures.ts';
import {mostValues, topOf} from './points.ts';
import type {Values} from './sweep.ts';

/** What a param may be, as a list, or a map with `int`, `float` or `choices`. Faults go to the reader. */
export function readValues(reader: YamlReader, {key: param, value: spot}: Entry): Values | undefined {
  const list = reader.items(spot);
  if (list !== undefined) return readChoices(reader, param, spot, list);
  const before = reader.faults.length;
  const entries = reader.entries(spot, {what: param, example: '`{int: [5, 40]}`'});
  if (entries === undefined) {
    // The reader's own words know of maps alone.
    reader.faults.splice(before, reader.faults.length, valuesShape(spot.where, param));
    return undefined;
  }
  knownKeys(reader, entries, {of: `The range of ${param}`, known: keys});
  const kinds = entries.filter(({key}) => key === 'int' || key === 'float' || key === 'choices');
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    reader.faults.push(valuesShape(spot.where, param));
    return undefined;
  }
  if (kind.key !== 'choices')
    return readRange(reader, entries, {type: kind.key === 'int' ? 'int' : 'float', ends: kind.value});
  const choices = reader.items(kind.value);
  if (choices !== undefined) return readChoices(reader, param, kind.value, choices);
  reader.faults.push(valuesShape(kind.value.where, param));
  return undefined;
}

const keys = ['int', 'float', 'choices', 'log', 'step', 'points', 'when'] as const;

function readChoices(
  reader: YamlReader,
  param: string,
  spot: Spot,
  items: readonly Spot[],
): Values | undefined {
  if (items.length === 0) {
    reader.faults.push(valuesEmpty(spot.where, param));
    return undefined;
  }
  const seen = new Set<string>();
  const choices = items.flatMap((item) => {
    const value = reader.param(item, param);
    if (value === undefined) return [];
    const text = canonicalJson(value);
    if (seen.has(text)) reader.faults.push(valuesTwice(item.where, param, valueWords(value)));
    seen.add(text);
    return [value];
  });
  return {type: 'choices', choices};
}

interface Ends {
  readonly type: 'int' | 'float';
  readonly ends: Spot;
}

function readRange(reader: YamlReader, entries: readonly Entry[], {type, ends}: Ends): Values | undefined {
  const {faults} = reader;
  const before = faults.length;
  const [low, high, ...more] = reader.items(ends)?.map((item) => reader.param(item, `\`${type}:\``)) ?? [];
  const fits = (value: unknown): value is number =>
    typeof value === 'number' && (type === 'int' ? Number.isSafeInteger(value) : Number.isFinite(value));
  if (!fits(low) || !fits(high) || low >= high || more.length > 0) {
    faults.push(rangeEnds(ends.where, type));
    return undefined;
  }
  const log = readFlag(reader, entry(entries, 'log'));
  if (log && low <= 0) faults.push(rangeLog(ends.where));
  const step = readNumber(reader, entry(entries, 'step'), ({where}, value) => {
    if (log) return rangeStep(where, 'does not go with `log: true`');
    if (!fits(value) || value <= 0)
      return rangeStep(where, `must be a${type === 'int' ? ' whole' : ''} number above 0`);
    if (value > high - low) return rangeStep(where, 'is longer than the range');
    return (high - low) / value > mostValues
      ? rangeStep(where, 'is so short that it makes more than 10,000 values')
      : undefined;
  });
  const points = readNumber(reader, entry(entries, 'points'), ({where}, value) =>
    Number.isInteger(value) && value >= 2 && value <= 10_000 && entry(entries, 'step') === undefined
      ? undefined
      : rangePoints(where),
  );
  if (faults.length > before) return undefined;
  return {
    type,
    low,
    // What lies above the last step is no value of it.
    high: step === undefined ? high : topOf(low, high, step),
    log,
    ...(step === undefined ? {} : {step}),
    ...(points === undefined ? {} : {points}),
  };
}

function readFlag(reader: YamlReader, given: Entry | undefined): boolean {
  if (given === undefined) return false;
  const value = reader.param(given.value, `\`${given.key}:\``);
  if (typeof value === 'boolean') return value;
  if (value !== undefined) reader.faults.push(flagKind(given.value.where, `\`${given.key}:\``));
  return false;
}

function readNumber(
  reader: YamlReader,
  given: Entry | undefined,
  faultOf: (spot: Spot, value: number) => YamlReader['faults'][number] | undefined,
): number | undefined {
  if (given === undefined) return undefined;
  const value = reader.param(given.value, `\`${given.key}:\``);
  if (value === undefined) return undefined;
  const number = typeof value === 'number' ? value : NaN;
  const fault = faultOf(given.value, number);
  if (fault === undefined) return number;
  reader.faults.push(fault);
  return undefined;
}
