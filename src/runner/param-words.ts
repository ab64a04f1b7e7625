import {z} from 'zod';
import type {ParamValue} from './param-value.ts';

/** What a param must be, in words, for messages: `a whole number from 1 to 100`, `one of: mlp, cnn`. */
export function paramWords(schema: z.ZodType): string {
  return wordsOf(z.toJSONSchema(schema, {io: 'input', unrepresentable: 'any'}) as Described);
}

/** Its default as YAML would write it; undefined where there is none. */
export function usualValue(schema: z.ZodType): string | undefined {
  const usual = (z.toJSONSchema(schema, {io: 'input', unrepresentable: 'any'}) as Described).default;
  return usual === undefined ? undefined : valueWords(usual);
}

/** A value as the reader may have written it. */
export const valueWords = (value: ParamValue): string =>
  typeof value === 'object' && value !== null
    ? `[${value.map((item) => valueWords(item)).join(', ')}]`
    : typeof value === 'string'
      ? JSON.stringify(value)
      : String(value);

/** Choices that a text must equal, where that is what the schema asks. */
export function choices(schema: z.ZodType): readonly string[] {
  const described = z.toJSONSchema(schema, {io: 'input', unrepresentable: 'any'}) as Described;
  return [described, ...(described.anyOf ?? [])]
    .flatMap((each) => [...(each.enum ?? []), ...(each.const === undefined ? [] : [each.const])])
    .filter((choice) => typeof choice === 'string');
}

/** The part of JSON Schema that params use. */
interface Described {
  readonly type?: string;
  readonly enum?: readonly ParamValue[];
  readonly const?: ParamValue;
  readonly anyOf?: readonly Described[];
  readonly items?: Described;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly default?: ParamValue;
}

function wordsOf(schema: Described): string {
  if (schema.const !== undefined) return valueWords(schema.const);
  if (schema.enum !== undefined) return `one of: ${schema.enum.map(String).join(', ')}`;
  if (schema.anyOf !== undefined) return schema.anyOf.map((each) => wordsOf(each)).join(' or ');
  switch (schema.type) {
    case 'integer':
      return `a whole number${limits(schema)}`;
    case 'number':
      return `a number${limits(schema)}`;
    case 'string':
      return 'text';
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'array':
      return `a list${counts(schema)}, each ${wordsOf(schema.items ?? {})}`;
    case undefined:
    default:
      return 'another value';
  }
}

function limits(schema: Described): string {
  // Zod gives every whole number the limits of what JavaScript counts exactly.
  const low = schema.minimum === Number.MIN_SAFE_INTEGER ? undefined : schema.minimum;
  const high = schema.maximum === Number.MAX_SAFE_INTEGER ? undefined : schema.maximum;
  const {exclusiveMinimum: above, exclusiveMaximum: below, multipleOf} = schema;
  const said = [
    low !== undefined && high !== undefined && `from ${low} to ${high}`,
    low !== undefined && high === undefined && `from ${low} up`,
    low === undefined && high !== undefined && `up to ${high}`,
    above !== undefined && `above ${above}`,
    below !== undefined && `below ${below}`,
  ].filter((part) => part !== false);
  const multiple = multipleOf === undefined ? '' : ` in steps of ${multipleOf}`;
  // A lower limit that is met and an upper that is not: `from 0, below 1`.
  return `${said.length === 0 ? '' : ` ${said.join(said.length > 1 ? ' and ' : '')}`}${multiple}`.replace(
    ' up and below',
    ' and below',
  );
}

function counts({minItems, maxItems}: Described): string {
  if (minItems !== undefined && minItems === maxItems) return ` of ${minItems}`;
  if (minItems !== undefined) return ` of at least ${minItems}`;
  return maxItems === undefined ? '' : ` of at most ${maxItems}`;
}
