import {isAbsolute, relative} from 'node:path';
import type {CodeDigests} from './code-digests.ts';
import {fail, ok, type Result} from './failure.ts';
import {codeUnknown} from './failures.ts';
import type {Fingerprint} from './fingerprint.ts';
import type {Params, Stage} from './pipeline.ts';
import type {World} from './stage-definition.ts';

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
  readonly note?: string;
}

/** `inputs`: role → digest. */
export async function fingerprintStage(
  {definition, params: given, cache}: Stage,
  inputs: Readonly<Record<string, string>>,
  {world, code, engine, execution}: Surroundings,
): Promise<Result<ReadyStage>> {
  const resolved = await definition.resolve?.(given, world);
  if (resolved?.ok === false) return resolved;
  const {params = given, externals = {}, note} = resolved?.value ?? {};
  const modules = [`stages/${definition.name}`, ...(definition.loads?.({...given, ...params}) ?? [])];
  const unknown = modules.find((module) => !Object.hasOwn(code, module));
  if (unknown !== undefined) return fail(codeUnknown(unknown));
  const computes = definition.numeric ? engine() : undefined;
  if (computes?.ok === false) return computes;
  const fingerprint: Fingerprint = {
    definition: definition.name,
    params,
    inputs,
    code: Object.fromEntries(modules.map((module) => [module, code[module] ?? ''])),
    ...(Object.keys(externals).length === 0 ? {} : {externals: movable(externals, world.workspace)}),
    ...(computes === undefined ? {} : {engine: `${computes.value.name} ${computes.value.version}`}),
    ...(cache ? {} : {execution}),
  };
  return ok({fingerprint, params, externals, ...(note === undefined ? {} : {note})});
}

const movable = (externals: Readonly<Record<string, string>>, workspace: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(externals).map(([file, digest]) => {
      const inside = relative(workspace, file);
      return [inside.startsWith('..') || isAbsolute(inside) ? file : inside, digest];
    }),
  );
