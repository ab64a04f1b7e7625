import {canonicalJson} from './canonical-json.ts';
import type {Params, Stage} from './pipeline.ts';

/**
 * Params that somebody wrote, that are not what they would be anyway, and that have no say: the definition left them out when it
 * decided what to do. `augment.fill` with nothing that moves the image; `download.path` beside `source: sample`.
 */
export function sleepingParams({definition, given}: Stage, resolved: Params): readonly string[] {
  if (definition.resolve === undefined) return [];
  const written = Object.fromEntries([...given].map(([name, {value}]) => [name, value]));
  const usual = (definition.paramsFor?.(written) ?? definition.params).partial().safeParse({});
  const defaults: Readonly<Record<string, unknown>> = usual.success ? usual.data : {};
  return [...given].flatMap(([name, {value}]) => {
    const isUsual = Object.hasOwn(defaults, name) && canonicalJson(defaults[name]) === canonicalJson(value);
    return value === null || isUsual || Object.hasOwn(resolved, name) ? [] : [name];
  });
}
