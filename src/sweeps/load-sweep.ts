import {basename, resolve} from 'node:path';
import {fail, ok, type Failure, type Place, type Result} from '../runner/failure.ts';
import {paramNameFault} from '../runner/load-experiments.ts';
import type {ParamValue} from '../runner/param-value.ts';
import type {Pipeline} from '../runner/pipeline.ts';
import {suggest} from '../runner/suggest.ts';
import {entry, knownKeys, readerOf, type Entry, type YamlReader} from '../runner/yaml-reader.ts';
import {readYaml} from '../runner/yaml-source.ts';
import {
  budgetMissing,
  dimensionsMany,
  epochsNowhere,
  inSpaceAndSet,
  methodUnknown,
  rangeWithoutPoints,
  seedInSpace,
  seedNumber,
  sweepName,
} from './failures.ts';
import {methods} from './methods/index.ts';
import {gridValues} from './points.ts';
import {nothingToTry} from './nothing-to-try.ts';
import {readBudget} from './read-budget.ts';
import {readEarlyStop} from './read-early-stop.ts';
import {readObjective} from './read-objective.ts';
import {readSeeds} from './read-seeds.ts';
import {readSpace} from './read-space.ts';
import {shortestFirst} from './shortest-first.ts';
import type {Space, Sweep} from './sweep.ts';

/** Reads and checks a sweep file against its pipeline. All faults of its form at once, each with its place. */
export async function loadSweep(
  path: string,
  pipeline: Pipeline,
): Promise<Result<Sweep, readonly Failure[]>> {
  const file = resolve(path);
  const name = nameOf(file);
  if (name === undefined) return fail([sweepName(file)]);
  const yaml = await readYaml(file, {
    kind: 'sweep',
    needs: '`space:`, as in `space: {train.epochs: [5, 10]}`',
  });
  if (!yaml.ok) return yaml;
  const {source, faults: before} = yaml.value;
  const faults = [...before];
  const reader = readerOf(source, faults);
  const where = source.place(source.root);
  const asked = {what: 'A sweep', example: '`space: {train.epochs: [5, 10]}`'};
  const top = reader.entries({node: source.root, where}, asked);
  if (top === undefined) return fail(faults);
  knownKeys(reader, top, {of: 'A sweep', known: keys});
  const told = entry(top, 'description');
  const description = told && reader.text(told.value, {what: '`description:`', example: '`description: …`'});
  const method = readMethod(reader, entry(top, 'method'));
  const seed = readSeed(reader, entry(top, 'seed'));
  const {space, places} = readSpace(
    reader,
    {space: entry(top, 'space'), exclude: entry(top, 'exclude'), where},
    pipeline,
  );
  const set = readSet(reader, entry(top, 'set'), pipeline);
  for (const [param, at] of set.places) if (places.has(param)) faults.push(inSpaceAndSet(at, param));
  const seeds = readSeeds(reader, entry(top, 'seeds'), pipeline);
  for (const param of seeds?.params ?? []) {
    const at = places.get(param) ?? set.places.get(param);
    if (at !== undefined) faults.push(seedInSpace(at, param));
  }
  const objective = readObjective(reader, entry(top, 'objective'), {pipeline, where});
  const budget = readBudget(reader, entry(top, 'budget'));
  const epochs = epochsParam(pipeline);
  const counts = budget.epochs === undefined ? entry(top, 'early_stop') : entry(top, 'budget');
  if (counts !== undefined && epochs === undefined) faults.push(epochsNowhere(counts.where));
  const earlyStop = readEarlyStop(reader, entry(top, 'early_stop'));
  checkMethod(reader, {method, space, places, where});
  if (methods[method]?.finite === false && Object.keys(budget).length === 0)
    faults.push(budgetMissing(entry(top, 'method')?.where ?? where, method));
  if (faults.length > 0 || objective === undefined) return fail(faults);
  const sweep: Sweep = {
    name,
    file,
    ...(description === undefined ? {} : {description}),
    method,
    seed,
    space: method === 'grid' ? shortestFirst(space, epochs) : space,
    set: Object.fromEntries(set.values),
    ...(seeds === undefined ? {} : {seeds}),
    ...(epochs === undefined ? {} : {epochs}),
    objective,
    budget,
    ...(earlyStop === undefined ? {} : {earlyStop}),
    places: Object.fromEntries([...set.places, ...places]),
    place: where,
  };
  const nothing = nothingToTry(sweep, {
    exclude: entry(top, 'exclude')?.where,
    budget: entry(top, 'budget')?.where,
  });
  return nothing === undefined ? ok(sweep) : fail([nothing]);
}

/** `epochs` of `…/epochs.sweep.yaml`; undefined where the name is no such name. */
const nameOf = (file: string): string | undefined =>
  /^([A-Za-z0-9][\w.-]*)\.sweep\.ya?ml$/.exec(basename(file))?.[1];

const keys = [
  'description',
  'method',
  'seed',
  'space',
  'exclude',
  'set',
  'seeds',
  'objective',
  'budget',
  'early_stop',
] as const;

function readMethod(reader: YamlReader, given: Entry | undefined): string {
  if (given === undefined) return 'grid';
  const name = reader.text(given.value, {what: '`method:`', example: '`method: random`'});
  const known = Object.keys(methods);
  if (name !== undefined && !known.includes(name)) {
    const {where} = given.value;
    reader.faults.push(methodUnknown({where, method: name, known, suggestion: suggest(name, known)}));
  }
  return name ?? 'grid';
}

function readSeed(reader: YamlReader, given: Entry | undefined): number {
  if (given === undefined) return 1;
  const value = reader.param(given.value, '`seed:`');
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 32) return value;
  if (value !== undefined) reader.faults.push(seedNumber(given.value.where));
  return 1;
}

function readSet(
  reader: YamlReader,
  given: Entry | undefined,
  pipeline: Pipeline,
): {readonly values: ReadonlyMap<string, ParamValue>; readonly places: ReadonlyMap<string, Place>} {
  const values = new Map<string, ParamValue>();
  const places = new Map<string, Place>();
  if (given === undefined || reader.isNothing(given.value)) return {values, places};
  for (const {key, where, value} of reader.entries(given.value, {
    what: '`set:`',
    example: '`set: {train.model: cnn}`',
  }) ?? []) {
    const read = reader.param(value, key);
    const fault = paramNameFault(pipeline, {param: key, where, origin: undefined});
    if (fault !== undefined) reader.faults.push(fault);
    if (read === undefined || fault !== undefined) continue;
    values.set(key, read);
    places.set(key, value.where);
  }
  return {values, places};
}

/** How long a training is, is a param of the stage that trains. */
function epochsParam({stages}: Pipeline): string | undefined {
  const counted = stages.filter(({params}) => typeof params['epochs'] === 'number');
  const stage = counted.find(({definition: {lane}}) => lane === 'training') ?? counted[0];
  return stage === undefined ? undefined : `${stage.name}.epochs`;
}

interface MethodAndSpace {
  readonly method: string;
  readonly space: Space;
  readonly places: ReadonlyMap<string, Place>;
  readonly where: Place;
}

function checkMethod({faults}: YamlReader, {method: name, space, places, where}: MethodAndSpace): void {
  const method = methods[name];
  if (method === undefined) return;
  for (const {param, values} of space.dimensions) {
    if (method.finite && gridValues(values) === undefined)
      faults.push(rangeWithoutPoints(places.get(param) ?? where, param));
  }
  const {mostDimensions: most = Infinity} = method;
  const found = space.dimensions.length;
  if (found > most) faults.push(dimensionsMany({where, method: name, most, found}));
}
