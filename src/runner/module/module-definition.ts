import {z} from 'zod';
import type {StageDefinition} from '../stage-definition.ts';
import type {ModuleDescription} from './describe-module.ts';
import type {ModuleCode} from './module-code.ts';

/** A user's module that is ready to be a stage: compiled, and described by itself. */
export interface LoadedModule {
  readonly code: ModuleCode;
  readonly description: ModuleDescription;
  /** Path from the workspace on → digest of its code. */
  readonly files: Readonly<Record<string, string>>;
  /** Of all files, with their paths. */
  readonly digest: string;
  /** npm package → version. */
  readonly packages: Readonly<Record<string, string>>;
}

/** What `uses: ./stages/mine.ts` makes of a stage. `roles`: what `needs:` names, for a module that takes whatever it is given. */
export const moduleDefinition = (
  {code, description, files, digest, packages}: LoadedModule,
  roles: readonly string[],
): StageDefinition => ({
  name: code.name,
  summary: description.summary,
  params: paramsOf(description),
  inputs:
    description.inputs ??
    Object.fromEntries(
      roles.map((role) => [role, {doc: `what ${code.name} finds in ${role}`, many: 'or-one'}]),
    ),
  lane: description.lane,
  place: 'child',
  numeric: false,
  own: {kind: 'module', module: code, files, digest, packages},
  run: async (work) => {
    const {runModule} = await import('./run-module.ts');
    return runModule(code, work);
  },
});

const schemas = new WeakMap<ModuleDescription, z.ZodObject>();

/** The same schema for all stages of one module: making it is most of the time that a cached module costs. */
function paramsOf(description: ModuleDescription): z.ZodObject {
  const made = schemas.get(description) ?? (z.fromJSONSchema(description.params) as z.ZodObject);
  schemas.set(description, made);
  return made;
}
