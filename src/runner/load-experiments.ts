import {join} from 'node:path';
import {fail, ok, type Failure, type Place, type Result} from './failure.ts';
import {experimentName, experimentUnknown} from './failures/experiments.ts';
import {paramName, paramUnknown, stageUnknown} from './failures/params.ts';
import {experimentNames} from './load-pipeline.ts';
import {splitParam, stagesNamed} from './matrix/cell-name.ts';
import type {Experiment, Pipeline} from './pipeline.ts';
import type {ParamValue} from './param-value.ts';
import {suggest} from './suggest.ts';
import {entry, knownKeys, readerOf} from './yaml-reader.ts';
import {readYaml} from './yaml-source.ts';

/** Reads `experiments/<name>.yaml` of the workspace for each name, once. All faults of all files at once. */
export async function loadExperiments(
  pipeline: Pipeline,
  names: readonly string[],
): Promise<Result<readonly Experiment[], readonly Failure[]>> {
  const loaded = await Promise.all([...new Set(names)].map((name) => loadExperiment(pipeline, name)));
  const faults = loaded.flatMap((each) => (each.ok ? [] : each.failure));
  return faults.length > 0 ? fail(faults) : ok(loaded.flatMap((each) => (each.ok ? [each.value] : [])));
}

async function loadExperiment(
  pipeline: Pipeline,
  name: string,
): Promise<Result<Experiment, readonly Failure[]>> {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(name)) return fail([experimentName(undefined, name)]);
  const file = join(pipeline.workspace, 'experiments', `${name}.yaml`);
  const yaml = await readYaml(file, {kind: 'experiment', needs: '`set:`, as in `set: {train.epochs: 40}`'});
  if (!yaml.ok) {
    if (yaml.failure[0]?.code !== 'experiment-missing') return yaml;
    const known = await experimentNames(pipeline.workspace);
    return fail([experimentUnknown({where: undefined, name, file, known, suggestion: suggest(name, known)})]);
  }
  const {source, faults: before} = yaml.value;
  const faults = [...before];
  const reader = readerOf(source, faults);
  const root = {node: source.root, where: source.place(source.root)};
  const top = reader.entries(root, {what: 'An experiment', example: '`set: {train.epochs: 40}`'}) ?? [];
  knownKeys(reader, top, {of: 'An experiment', known: ['description', 'set']});
  const told = entry(top, 'description');
  const description =
    told === undefined
      ? undefined
      : reader.text(told.value, {what: '`description:`', example: '`description: …`'});
  const set = new Map<string, ParamValue>();
  const places = new Map<string, Place>();
  const changes = entry(top, 'set');
  if (changes !== undefined && !reader.isNothing(changes.value)) {
    const asked = {what: '`set:`', example: '`set: {train.epochs: 40}`'};
    for (const {key, where, value} of reader.entries(changes.value, asked) ?? []) {
      const read = reader.param(value, key);
      const fault = paramNameFault(pipeline, {param: key, where, origin: undefined});
      if (fault !== undefined) faults.push(fault);
      if (read === undefined || fault !== undefined) continue;
      set.set(key, read);
      places.set(key, value.where);
    }
  }
  if (faults.length > 0) return fail(faults);
  return ok({
    name,
    ...(description === undefined ? {} : {description}),
    set: Object.fromEntries(set),
    places: Object.fromEntries(places),
    place: root.where,
  });
}

/** What is wrong with the name of a param, as far as the stage goes; the stage's own check has the rest. */
export function paramNameFault(
  {stages}: Pipeline,
  named: {readonly param: string; readonly where: Place | undefined; readonly origin: string | undefined},
): Failure | undefined {
  const {param, where, origin} = named;
  const split = splitParam(param);
  if (split === undefined) {
    // `epochs` alone is most often `train.epochs`.
    const meant = stages
      .filter(({params}) => Object.hasOwn(params, param))
      .map(({name}) => `${name}.${param}`);
    if (meant.length === 0) return paramName(where, origin, param);
    return paramUnknown({param, where, origin, known: meant, suggestion: meant[0], experiment: undefined});
  }
  const {stage} = split;
  const known = stages.map(({name}) => name);
  if (stagesNamed(stage, known).length > 0) return undefined;
  return stageUnknown({param, where, origin, stage, known, suggestion: suggest(stage, known)});
}
