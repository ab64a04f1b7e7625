import {pathToFileURL} from 'node:url';
import {z} from 'zod';
import {fail, ok, type Result} from '../failure.ts';
import type {Lane, StageDefinition} from '../stage-definition.ts';
import {defaultExportIn} from './default-export.ts';
import {exportMissing, exportWrong, importThrew} from './failures.ts';
import type {ModuleCode} from './module-code.ts';
import {readOwnStage, type ReadStage} from './own-stage.ts';
import {thrownAt} from './thrown-at.ts';

/** What a module says of itself, as plain data: it is kept, so that an unchanged module need not be imported to be checked. */
export interface ModuleDescription {
  readonly summary: string;
  /** JSON schema of its params. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly inputs?: StageDefinition['inputs'];
  readonly lane: Lane;
}

/** Imports the compiled module. */
export async function importStage({name, file, bundle, sources}: ModuleCode): Promise<Result<ReadStage>> {
  let module: Readonly<Record<string, unknown>>;
  try {
    module = (await import(pathToFileURL(bundle).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const thrown = thrownAt(error, sources);
    return fail(importThrew(thrown.where ?? defaultExportIn(file), name, thrown));
  }
  if (!('default' in module)) return fail(exportMissing(defaultExportIn(file), name));
  const stage = readOwnStage(module['default']);
  return 'why' in stage ? fail(exportWrong(defaultExportIn(file), name, stage.why)) : ok(stage);
}

/** Imports the compiled module and has it say what it is. */
export async function describeModule(code: ModuleCode): Promise<Result<ModuleDescription>> {
  const stage = await importStage(code);
  if (!stage.ok) return stage;
  const {summary, params, inputs, lane} = stage.value;
  const schema = schemaOf(params, code);
  return schema.ok
    ? ok({summary, params: schema.value, ...(inputs === undefined ? {} : {inputs}), lane})
    : schema;
}

function schemaOf(params: z.ZodObject, {name, file}: ModuleCode): Result<Readonly<Record<string, unknown>>> {
  try {
    return ok(z.toJSONSchema(params, {io: 'input', unrepresentable: 'any'}));
  } catch (error) {
    const {said} = thrownAt(error, []);
    return fail(exportWrong(defaultExportIn(file), name, `has params that cannot be told: ${said}`));
  }
}
