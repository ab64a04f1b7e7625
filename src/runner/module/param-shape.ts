import {z} from 'zod';
import type {ParamDescriptor, ParamSpec} from './authoring.ts';
import {isObject} from '../json-value.ts';

/** The schema of what a stage of the user's own says under `params`, or what is wrong with it. */
export function paramShape(specs: unknown): {readonly schema: z.ZodObject} | {readonly why: string} {
  if (specs === undefined) return {schema: z.object({})};
  if (isSchema(specs)) {
    return specs instanceof z.ZodObject || specs._zod.def.type === 'object'
      ? {schema: specs as z.ZodObject}
      : {why: '`params` must be an object of params'};
  }
  if (!isObject(specs)) return {why: '`params` must be an object of params'};
  const shape: Record<string, z.ZodType> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const schema = schemaOf(spec);
    if (schema === undefined)
      return {
        why: `\`params.${name}\` must be a zod schema, a default, or {type: 'string' | 'number' | 'integer' | 'boolean', …}`,
      };
    shape[name] = schema;
  }
  return {schema: z.object(shape)};
}

function schemaOf(spec: unknown): z.ZodType | undefined {
  if (isSchema(spec)) return spec;
  if (typeof spec === 'string') return z.string().default(spec);
  if (typeof spec === 'number') return z.number().default(spec);
  if (typeof spec === 'boolean') return z.boolean().default(spec);
  return isDescriptor(spec) ? ofDescriptor(spec) : undefined;
}

function ofDescriptor({type, min, max, oneOf, doc, optional, ...rest}: ParamDescriptor): z.ZodType {
  const schema = oneOf === undefined ? plain(type, min, max) : z.literal([...oneOf]);
  const described = doc === undefined ? schema : schema.describe(doc);
  if (rest.default !== undefined) {
    const usual = described.default(rest.default as never);
    return doc === undefined ? usual : usual.describe(doc);
  }
  return optional === true ? described.optional() : described;
}

function plain(type: ParamDescriptor['type'], min = -Infinity, max = Infinity): z.ZodType {
  switch (type) {
    case 'string':
      return z.string();
    case 'boolean':
      return z.boolean();
    case 'integer':
    case 'number': {
      const number = type === 'integer' ? z.int() : z.number();
      const above = min === -Infinity ? number : number.min(min);
      return max === Infinity ? above : above.max(max);
    }
    default:
      return type satisfies never;
  }
}

const types = ['string', 'number', 'integer', 'boolean'];

const isDescriptor = (value: unknown): value is ParamDescriptor =>
  isObject(value) && typeof value['type'] === 'string' && types.includes(value['type']);

/** Of our zod or of the user's own, fourth version. */
const isSchema = (value: unknown): value is Extract<ParamSpec, z.ZodType> =>
  typeof value === 'object' && value !== null && '_zod' in value;
