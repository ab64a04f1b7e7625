import type {z} from 'zod';
import {fail, ok, type Failure, type Place, type Result} from './failure.ts';
import {paramMissing, paramRefused, paramUnknown} from './failures/params.ts';
import {choices, paramWords, usualValue, valueWords} from './param-words.ts';
import {isParamValue, type ParamValue} from './param-value.ts';
import type {GivenParam, Params} from './pipeline.ts';
import type {StageDefinition} from './stage-definition.ts';
import {suggest} from './suggest.ts';

interface Check {
  readonly stage: string;
  readonly definition: StageDefinition;
  readonly given: ReadonlyMap<string, GivenParam>;
  /** For what is missing. */
  readonly place: Place;
  /** Whose changes these are, where the pipeline alone is in order. */
  readonly experiment?: string;
  /** What was typed with `-s` changed the stage. */
  readonly typed?: true;
}

/** Given params with every default, or all that is wrong with them. A param set to null takes its default. */
export function checkParams({
  stage,
  definition,
  given,
  place,
  experiment,
  typed,
}: Check): Result<Params, readonly Failure[]> {
  const set = new Map([...given].filter(([, {value}]) => value !== null));
  const schema = schemaFor(definition, valuesOf(set));
  const shape = schema.shape as Readonly<Record<string, z.ZodType>>;
  const known = Object.keys(shape);
  const faults: Failure[] = [];
  for (const [name, {where, origin}] of given) {
    if (known.includes(name)) continue;
    set.delete(name);
    const suggestion = suggest(name, known);
    faults.push(
      paramUnknown({
        param: `${stage}.${name}`,
        where,
        origin,
        known,
        suggestion: suggestion === undefined ? undefined : `${stage}.${suggestion}`,
        experiment,
        typed,
      }),
    );
  }
  const checked = schema.safeParse(valuesOf(set));
  if (!checked.success) {
    // The first fault of each param says it best: the others follow from it.
    const first = new Map(checked.error.issues.toReversed().map((issue) => [String(issue.path[0]), issue]));
    for (const [name, issue] of [...first].toReversed()) faults.push(fault(name, issue, shape[name]));
  }
  return faults.length > 0 || !checked.success ? fail(faults) : ok(plain(checked.data, stage));

  function fault(name: string, issue: z.core.$ZodIssue, schemaOfParam: z.ZodType | undefined): Failure {
    const param = `${stage}.${name}`;
    const written = set.get(name);
    const words = schemaOfParam === undefined ? 'another value' : paramWords(schemaOfParam);
    if (written === undefined) return paramMissing(place, param, words);
    const [, index] = issue.path;
    const {value, origin} = written;
    const must = issue.message.startsWith('must ') ? issue.message : `must be ${words}`;
    return paramRefused({
      code: codes[issue.code] ?? 'param-invalid',
      param,
      where: (typeof index === 'number' ? written.items?.[index] : undefined) ?? written.where,
      origin,
      must,
      given: valueWords(value),
      suggestion:
        typeof value === 'string' && schemaOfParam !== undefined
          ? suggest(value, choices(schemaOfParam))
          : undefined,
      usual: schemaOfParam === undefined ? undefined : usualValue(schemaOfParam),
    });
  }
}

const schemaFor = (definition: StageDefinition, given: Readonly<Record<string, unknown>>): z.ZodObject =>
  definition.paramsFor?.(given) ?? definition.params;

const codes: Readonly<Partial<Record<z.core.$ZodIssue['code'], string>>> = {
  invalid_type: 'param-type',
  invalid_union: 'param-type',
  too_small: 'param-limits',
  too_big: 'param-limits',
  not_multiple_of: 'param-limits',
  invalid_value: 'param-choice',
};

const valuesOf = (given: ReadonlyMap<string, GivenParam>): Params =>
  Object.fromEntries([...given].map(([name, {value}]) => [name, value]));

/** A schema may turn a value into anything; a param has to stay what JSON can say. */
function plain(values: Readonly<Record<string, unknown>>, stage: string): Params {
  const params: Record<string, ParamValue> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    if (!isParamValue(value))
      throw new TypeError(`The schema of ${stage}.${name} gives what is no param value.`);
    params[name] = value;
  }
  return params;
}
