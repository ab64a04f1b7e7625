import type {Place} from '../runner/failure.ts';
import type {Pipeline} from '../runner/pipeline.ts';
import {entry, knownKeys, type Entry, type YamlReader} from '../runner/yaml-reader.ts';
import {choiceOf, objectiveDirection, objectiveMissing} from './failures.ts';
import type {Objective} from './sweep.ts';

interface Around {
  readonly pipeline: Pipeline;
  /** Of the file. */
  readonly where: Place;
}

/** `objective: val_acc`, or a map with `metric`, `direction` and `of`. Left out, it is the pipeline's headline metric. */
export function readObjective(
  reader: YamlReader,
  given: Entry | undefined,
  {pipeline, where}: Around,
): Objective | undefined {
  const {metrics} = pipeline;
  const [headline] = Object.keys(metrics);
  if (given === undefined || reader.isNothing(given.value)) {
    if (headline !== undefined) return {metric: headline, direction: metrics[headline] ?? 'max', of: 'last'};
    reader.faults.push(objectiveMissing(given?.where ?? where));
    return undefined;
  }
  const {value: spot} = given;
  const [text, entries] = reader.isText(spot)
    ? [reader.text(spot, asked), []]
    : [undefined, reader.entries(spot, asked) ?? []];
  knownKeys(reader, entries, {of: 'An objective', known: ['metric', 'direction', 'of']});
  const named = entry(entries, 'metric');
  const metric = text ?? (named === undefined ? headline : reader.text(named.value, asked));
  if (metric === undefined) {
    reader.faults.push(objectiveMissing(spot.where));
    return undefined;
  }
  const direction = choose(reader, entry(entries, 'direction'), ['max', 'min']) ?? metrics[metric];
  const of = choose(reader, entry(entries, 'of'), ['last', 'best']) ?? 'last';
  if (direction !== undefined) return {metric, direction, of};
  reader.faults.push(objectiveDirection(spot.where, metric));
  return undefined;
}

const asked = {what: '`objective:`', example: '`objective: {metric: val_acc, direction: max}`'};

function choose<Choice extends string>(
  reader: YamlReader,
  given: Entry | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  if (given === undefined) return undefined;
  const value = reader.param(given.value, `\`${given.key}:\``);
  const choice = choices.find((each) => each === value);
  if (choice === undefined && value !== undefined)
    reader.faults.push(choiceOf(given.value.where, `\`${given.key}:\``, choices));
  return choice;
}
