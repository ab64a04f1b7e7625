import {canonicalJson} from './canonical-json.ts';
import type {Params, Stage} from './pipeline.ts';
import type {StageReport} from './stage-definition.ts';

type Finding = Extract<StageReport, {type: 'finding'}>;

/**
 * Params that somebody wrote, that are not what they would be anyway, and that have no say: the definition left them out when it
 * decided what to do. `augment.fill` with nothing that moves the image; `download.path` beside `source: sample`.
 */
export function idleParams(stage: Stage, resolved: Params): Finding | undefined {
  if (stage.definition.resolve === undefined) return undefined;
  const names = writtenParams(stage).filter((name) => !Object.hasOwn(resolved, name));
  return names.length === 0 ? undefined : {type: 'finding', kind: 'params-idle', names};
}

/**
 * What a stage found of itself, for one of the runs that have its result: of params that its code never read only those that this run's files
 * or command line set. Undefined where nothing is left.
 */
export function forStage(finding: Finding, stage: Stage): Finding | undefined {
  if (finding.kind !== 'params-unread') return finding;
  const written = writtenParams(stage);
  const names = finding.names.filter((name) => written.includes(name));
  return names.length === 0 ? undefined : {...finding, names};
}

/** Those with a value that would not stand there anyway. */
function writtenParams({definition, given}: Stage): readonly string[] {
  const written = Object.fromEntries([...given].map(([name, {value}]) => [name, value]));
  const usual = (definition.paramsFor?.(written) ?? definition.params).partial().safeParse({});
  const defaults: Readonly<Record<string, unknown>> = usual.success ? usual.data : {};
  return [...given].flatMap(([name, {value}]) => {
    const isUsual = Object.hasOwn(defaults, name) && canonicalJson(defaults[name]) === canonicalJson(value);
    return value === null || isUsual ? [] : [name];
  });
}
