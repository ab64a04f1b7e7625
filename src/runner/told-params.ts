import type {z} from 'zod';
import {canonicalJson} from './canonical-json.ts';
import type {Difference, Fingerprint} from './fingerprint.ts';
import type {StageDefinition} from './stage-definition.ts';

/** What is needed of a stage definition to know a param that a key leaves out. */
export type ParamSchemas = Pick<StageDefinition, 'params' | 'paramsFor' | 'decisive'>;

/**
 * Differences of params as a reader knows them. A key leaves out what is off or without effect, so that beside `rotation: 10` a fill mode
 * seems to come from nowhere. Here what is off has its default, and what only came or went along with another param, as usual, is left out.
 */
export function toldParams(
  all: readonly Difference[],
  {before, after}: {readonly before: Fingerprint; readonly after: Fingerprint},
  schemas: ParamSchemas | undefined,
): readonly Difference[] {
  if (schemas === undefined || before.definition !== after.definition) return all;
  const [then, now] = [sideOf(before, schemas), sideOf(after, schemas)];
  const told = all.filter(({field, name, before: old, after: young}) => {
    if (field !== 'params' || (old !== undefined && young !== undefined)) return true;
    return old === undefined ? !same(young, now.usual(name)) : !same(old, then.usual(name));
  });
  const filled = told.map((each) =>
    each.field === 'params'
      ? {
          ...each,
          before: each.before ?? then.off(each.name, each.after),
          after: each.after ?? now.off(each.name, each.before),
        }
      : each,
  );
  return filled.length === 0 ? all : filled;
}

/** The params of a fingerprint, with those that it leaves out. */
function sideOf({params: given}: Fingerprint, {params, paramsFor, decisive}: ParamSchemas) {
  const schema = paramsFor?.(given) ?? params;
  const shape = schema.shape as Readonly<Record<string, z.ZodType | undefined>>;
  const usual = (name: string): unknown => shape[name]?.safeParse(undefined).data;
  return {
    usual,
    /** The default of what is off; undefined where it would have no effect with that value either. */
    off: (name: string, value: unknown): unknown => {
      const withIt = schema.safeParse({...given, [name]: value});
      const hasSay = withIt.success && Object.hasOwn(decisive?.(withIt.data) ?? {}, name);
      return hasSay ? usual(name) : undefined;
    },
  };
}

const same = (a: unknown, b: unknown): boolean =>
  a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b);
