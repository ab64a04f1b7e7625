import {checkParams} from './check-params.ts';
import type {Failure, Place} from './failure.ts';
import {notYet, wrongShape} from './failures/shape.ts';
import {usesMissing, usesUnknown} from './failures/stages.ts';
import {meansFile} from './module/load-modules.ts';
import {moduleDefinition, type LoadedModule} from './module/module-definition.ts';
import type {GivenParam, Params, Stage} from './pipeline.ts';
import {readFreeNeeds} from './read-free-needs.ts';
import {readNeeds, type NeedDraft} from './read-needs.ts';
import {readEnv, readInputs} from './read-surroundings.ts';
import {inputsOfBuiltIn, runAndUses} from './shell/failures.ts';
import {shellDefinition} from './shell/shell-definition.ts';
import type {Registry, StageDefinition} from './stage-definition.ts';
import {suggest} from './suggest.ts';
import {putIn, putInCell, type Variables} from './variables.ts';
import {entry, knownKeys, type Entry, type Spot, type YamlReader} from './yaml-reader.ts';

/** A stage on its own; whether what it needs is there is seen when all are read. */
export interface StageDraft {
  readonly stage: Omit<Stage, 'needs'>;
  readonly needs: readonly NeedDraft[];
}

/** What reading a stage needs from around it. */
export interface AroundStage {
  readonly reader: YamlReader;
  readonly definitions: Registry;
  /** The user's own, by what `uses:` says; undefined: one that could not be loaded, which is told already. */
  readonly modules: ReadonlyMap<string, LoadedModule | undefined>;
  readonly variables: Variables;
}

/** Reads one stage. Its name alone where it is too broken for more: others may still need it by that name. */
export function readStage({key: name, where, value}: Entry, around: AroundStage): StageDraft | Stage['name'] {
  const {reader} = around;
  const {faults} = reader;
  const entries = reader.entries(value, {what: `Stage ${name}`, example: `\`${name}: {uses: …}\``});
  if (entries === undefined) return name;
  const reserved = entries.filter(({key}) => notYetKeys.includes(key));
  for (const each of reserved) faults.push(notYet(each.where, `\`${each.key}:\` on a stage`));
  knownKeys(
    reader,
    entries.filter((each) => !reserved.includes(each)),
    {of: `Stage ${name}`, known: stageKeys},
  );

  const cache = readFlag(reader, entry(entries, 'cache'), {key: 'cache', usual: true});
  const trace = readFlag(reader, entry(entries, 'trace'), {key: 'trace', usual: false});
  const retries = readRetries(reader, entry(entries, 'retries'));
  const timeout = readTimeout(reader, entry(entries, 'timeout'));
  const given = readWith(name, entry(entries, 'with'), around);
  const env = readEnv(entry(entries, 'env'), around);
  const inputs = entry(entries, 'inputs');
  const reads = readInputs(inputs, around);

  const code = readCode({name, where, entries, given}, around);
  if (code === undefined) return name;
  const {definition, needs} = code;
  if (inputs !== undefined && definition.own === undefined)
    faults.push(inputsOfBuiltIn(inputs.where, name, definition.name));
  const params = keep(checkParams({stage: name, definition, given, place: where}), faults);
  return {
    stage: {
      name,
      definition,
      params,
      given,
      cache,
      retries,
      ...(trace ? {trace} : {}),
      ...(timeout === undefined ? {} : {timeout}),
      ...(env === undefined ? {} : {env}),
      ...(reads === undefined ? {} : {reads}),
      place: where,
    },
    needs,
  };
}

interface Written {
  readonly name: string;
  /** Of the name. */
  readonly where: Place;
  readonly entries: readonly Entry[];
  readonly given: ReadonlyMap<string, GivenParam>;
}

interface Code {
  readonly definition: StageDefinition;
  readonly needs: readonly NeedDraft[];
}

/** What a stage does, by `run:` or `uses:`, and what it needs for it. */
function readCode({name, where, entries, given}: Written, around: AroundStage): Code | undefined {
  const {reader, definitions, modules, variables} = around;
  const {faults} = reader;
  const command = entry(entries, 'run');
  const uses = entry(entries, 'uses');
  if (command !== undefined) {
    if (uses !== undefined) faults.push(runAndUses(uses.where, name));
    return readCommand(command, {reader, variables, stage: name, needs: entry(entries, 'needs'), given});
  }
  const known = Object.keys(definitions);
  if (uses === undefined || reader.isNothing(uses.value)) {
    faults.push(usesMissing(uses?.where ?? where, name, known));
    return undefined;
  }
  const used = reader.text(uses.value, {what: '`uses:`', example: '`uses: download`'});
  if (used === undefined) return undefined;
  if (meansFile(used))
    return readModule(modules.get(used), {
      reader,
      variables,
      stage: name,
      where,
      needs: entry(entries, 'needs'),
    });
  const definition = Object.hasOwn(definitions, used) ? definitions[used] : undefined;
  if (definition === undefined) {
    const suggestion = suggest(used, known);
    faults.push(usesUnknown({where: uses.value.where, stage: name, uses: used, known, suggestion}));
    return undefined;
  }
  const needs = readNeeds(entry(entries, 'needs'), {reader, variables, stage: name, where, definition});
  return {definition, needs};
}

interface AroundModule {
  readonly reader: YamlReader;
  readonly variables: Variables;
  readonly stage: string;
  readonly where: Place;
  readonly needs: Entry | undefined;
}

/** A module that does not say what it takes is given whatever the pipeline names. */
function readModule(
  module: LoadedModule | undefined,
  {reader, variables, stage, where, needs}: AroundModule,
): Code | undefined {
  if (module === undefined) return undefined;
  if (module.description.inputs === undefined) {
    const drafts = readFreeNeeds(needs, {reader, variables, stage});
    return {
      definition: moduleDefinition(
        module,
        drafts.map(({role}) => role),
      ),
      needs: drafts,
    };
  }
  const definition = moduleDefinition(module, []);
  return {definition, needs: readNeeds(needs, {reader, variables, stage, where, definition})};
}

interface AroundCommand {
  readonly reader: YamlReader;
  readonly variables: Variables;
  readonly stage: string;
  readonly needs: Entry | undefined;
  readonly given: ReadonlyMap<string, GivenParam>;
}

function readCommand(
  written: Entry,
  {reader, variables, stage, needs, given}: AroundCommand,
): Code | undefined {
  const text = reader.text(written.value, {what: '`run:`', example: '`run: python count.py`'});
  if (text === undefined) return undefined;
  const drafts = readFreeNeeds(needs, {reader, variables, stage});
  const {where} = written.value;
  const command = putInCell(text, {variables, where, faults: reader.faults});
  const roles = drafts.map(({role}) => role);
  const definition = shellDefinition({command, where, roles, params: [...given.keys()]});
  return {definition, needs: drafts};
}

const stageKeys = [
  'uses',
  'run',
  'matrix',
  'needs',
  'inputs',
  'with',
  'env',
  'cache',
  'retries',
  'timeout',
  'trace',
];
const notYetKeys = ['resources'];

const keep = (checked: ReturnType<typeof checkParams>, faults: Failure[]): Params => {
  if (checked.ok) return checked.value;
  faults.push(...checked.failure);
  return {};
};

function readWith(
  stage: string,
  given: Entry | undefined,
  {reader, variables}: AroundStage,
): ReadonlyMap<string, GivenParam> {
  const params = new Map<string, GivenParam>();
  if (given === undefined || reader.isNothing(given.value)) return params;
  const asked = {what: `\`with:\` of stage ${stage}`, example: '`with: {seed: 1}`'};
  for (const {key, value} of reader.entries(given.value, asked) ?? []) {
    const read = readGiven(reader, value, `${stage}.${key}`);
    if (read === undefined || params.has(key)) continue;
    const {faults} = reader;
    params.set(key, {...read, value: putIn(read.value, {variables, where: value.where, faults})});
  }
  return params;
}

/** A param's value with its place, and the places of its items. */
function readGiven(reader: YamlReader, spot: Spot, param: string): GivenParam | undefined {
  const value = reader.param(spot, param);
  if (value === undefined) return undefined;
  const items = reader.items(spot)?.map(({where}) => where);
  return {value, where: spot.where, ...(items === undefined ? {} : {items})};
}

function readFlag(
  reader: YamlReader,
  given: Entry | undefined,
  {key, usual}: {readonly key: string; readonly usual: boolean},
): boolean {
  if (given === undefined) return usual;
  const what = `\`${key}:\``;
  const value = reader.param(given.value, what);
  if (typeof value === 'boolean') return value;
  const example = `\`${key}: ${String(!usual)}\``;
  reader.faults.push(wrongShape({where: given.value.where, what, expected: 'true or false', example}));
  return usual;
}

const mostRetries = 20;

function readRetries(reader: YamlReader, given: Entry | undefined): number {
  if (given === undefined) return 0;
  const value = reader.param(given.value, '`retries:`');
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= mostRetries)
    return value;
  reader.faults.push(
    wrongShape({
      where: given.value.where,
      what: '`retries:`',
      expected: `a whole number from 0 to ${mostRetries}`,
      example: '`retries: 3`',
    }),
  );
  return 0;
}

const unitSeconds: Readonly<Record<string, number>> = {s: 1, m: 60, h: 3600};

/** `90`, `90s`, `15m` or `2h`, in seconds. */
function readTimeout(reader: YamlReader, given: Entry | undefined): number | undefined {
  if (given === undefined) return undefined;
  const value = reader.param(given.value, '`timeout:`');
  const [, count, unit] = /^(\d+(?:\.\d+)?)\s*([smh]?)$/.exec(String(value)) ?? [];
  const seconds = Number(count) * (unitSeconds[unit === undefined || unit === '' ? 's' : unit] ?? 1);
  // setTimeout counts milliseconds in 31 bits.
  if (seconds > 0 && seconds <= 2_000_000) return seconds;
  reader.faults.push(
    wrongShape({
      where: given.value.where,
      what: '`timeout:`',
      expected: 'a time above zero in seconds, minutes or hours',
      example: '`timeout: 90s`, `timeout: 15m` or `timeout: 2h`',
    }),
  );
  return undefined;
}
