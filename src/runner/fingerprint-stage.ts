import {isAbsolute, relative} from 'node:path';
import type {CodeDigests} from './code-digests.ts';
import {baseEnvironment, declaredValues} from './declared-env.ts';
import {digestReads} from './declared-inputs.ts';
import {fail, ok, type Result} from './failure.ts';
import {codeUnknown} from './failures/execution.ts';
import type {Fingerprint} from './fingerprint.ts';
import type {Params, Stage} from './pipeline.ts';
import type {OwnCode, World} from './stage-definition.ts';

/** What computes, for the keys of numeric stages. */
export interface Engine {
  readonly name: string;
  readonly version: string;
}

export interface Surroundings {
  readonly world: World;
  readonly code: CodeDigests;
  /** Asked for when the first numeric stage is fingerprinted. */
  readonly engine: () => Result<Engine>;
  /** Of this execution alone. */
  readonly execution: string;
}

/** A stage that is ready to be looked up: what it will really do, and what decides its result. */
export interface ReadyStage {
  readonly fingerprint: Fingerprint;
  /** As resolved; handed to the stage. */
  readonly params: Params;
  /** Files outside the pipeline, absolute path → digest: checked again when the stage is done. */
  readonly externals: Readonly<Record<string, string>>;
  /** What it declares to read → digest: taken again when the stage is done. */
  readonly reads: Readonly<Record<string, string>>;
  /** The environment it is handed. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly note?: string;
}

/** `inputs`: role → digest. */
export async function fingerprintStage(
  {definition, params: given, cache, env = [], reads = []}: Stage,
  inputs: Readonly<Record<string, string>>,
  {world, code, engine, execution}: Surroundings,
): Promise<Result<ReadyStage>> {
  const resolved = await definition.resolve?.(given, world);
  if (resolved?.ok === false) return resolved;
  const {params = given, externals = {}, note} = resolved?.value ?? {};
  const modules = modulesOf(definition, {...given, ...params});
  const unknown = modules.find((module) => !Object.hasOwn(code, module));
  if (unknown !== undefined) return fail(codeUnknown(unknown));
  const read = await digestReads(reads, world);
  if (!read.ok) return read;
  const outside = {...movable(externals, world.workspace), ...read.value};
  const declared = declaredValues(env, world.env);
  const computes = definition.numeric ? engine() : undefined;
  if (computes?.ok === false) return computes;
  const fingerprint: Fingerprint = {
    definition: definition.name,
    params,
    inputs,
    code: Object.fromEntries(modules.map((module) => [module, code[module] ?? ''])),
    ...ownCode(definition.own),
    ...(isEmpty(outside) ? {} : {externals: outside}),
    ...(isEmpty(declared) ? {} : {env: declared}),
    ...(computes === undefined ? {} : {engine: `${computes.value.name} ${computes.value.version}`}),
    ...(cache ? {} : {execution}),
  };
  return ok({
    fingerprint,
    params,
    externals,
    reads: read.value,
    env: environment(definition, {env: world.env, declared}),
    ...(note === undefined ? {} : {note}),
  });
}

/** A copy for every stage would be most of what a stage with nothing to do costs. */
function environment(
  {own}: Stage['definition'],
  {env, declared}: {readonly env: ReadyStage['env']; readonly declared: Readonly<Record<string, string>>},
): ReadyStage['env'] {
  const given = own === undefined ? env : baseEnvironment(env);
  return isEmpty(declared) ? given : {...given, ...declared};
}

/** Ours, whose digests the build took; a stage that the pipeline brings along has none of them. */
const modulesOf = (definition: Stage['definition'], params: Params): readonly string[] =>
  definition.own === undefined ? [`stages/${definition.name}`, ...(definition.loads?.(params) ?? [])] : [];

/** What stands for the code that the pipeline brings along. */
function ownCode(own: OwnCode | undefined): Partial<Pick<Fingerprint, 'code' | 'command' | 'packages'>> {
  switch (own?.kind) {
    case undefined:
      return {};
    case 'command':
      return {command: own.command};
    case 'module': {
      const code = {[own.module.name]: own.digest};
      return isEmpty(own.packages) ? {code} : {code, packages: own.packages};
    }
    default:
      return own satisfies never;
  }
}

const isEmpty = (record: Readonly<Record<string, unknown>>): boolean => Object.keys(record).length === 0;

const movable = (externals: Readonly<Record<string, string>>, workspace: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(externals).map(([file, digest]) => {
      const inside = relative(workspace, file);
      return [inside.startsWith('..') || isAbsolute(inside) ? file : inside, digest];
    }),
  );
