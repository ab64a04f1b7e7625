import {readdir} from 'node:fs/promises';
import {basename, dirname, join, resolve} from 'node:path';
import {fail, ok, type Failure, type Place, type Result} from './failure.ts';
import {experimentUnknown} from './failures/experiments.ts';
import {badName, stagesMissing, wrongShape} from './failures/shape.ts';
import {parseCell} from './matrix/cell-name.ts';
import {readCells} from './matrix/read-cells.ts';
import {modulesNotLoaded} from './module/failures.ts';
import {loadModule, meansFile, type ModuleLoading} from './module/load-modules.ts';
import type {LoadedModule} from './module/module-definition.ts';
import {orderStages} from './order-stages.ts';
import type {Pipeline, Stage} from './pipeline.ts';
import {readMetrics} from './read-metrics.ts';
import type {StageDraft} from './read-stage.ts';
import {readStoreLimit} from './read-store-limit.ts';
import type {Registry} from './stage-definition.ts';
import {suggest} from './suggest.ts';
import {readVariables} from './variables.ts';
import {entry, knownKeys, readerOf, type Entry, type YamlReader} from './yaml-reader.ts';
import type {YamlMemory} from './yaml-memory.ts';
import {readYaml} from './yaml-source.ts';

interface Loading {
  readonly text?: string;
  readonly modules?: ModuleLoading;
  readonly memory?: YamlMemory;
}

/** Reads and checks a pipeline file, or the text given in its stead, and loads the modules that it names. All faults at once, each with its place. */
export async function loadPipeline(
  file: string,
  definitions: Registry,
  {text, modules, memory}: Loading = {},
): Promise<Result<Pipeline, readonly Failure[]>> {
  const path = resolve(file);
  const workspace = dirname(path);
  const instead = text === undefined ? {} : {text};
  const yaml = await readYaml(path, {kind: 'pipeline', needs: 'stages', memory, ...instead});
  if (!yaml.ok) return yaml;
  const {source, faults: before} = yaml.value;
  const faults = [...before];
  const reader = readerOf(source, faults);
  const top = reader.entries({node: source.root, where: source.place(source.root)}, asked.pipeline);
  if (top === undefined) return fail(faults);
  knownKeys(reader, top, {of: 'A pipeline', known: topKeys});

  const name = readName(reader, entry(top, 'name')) ?? basename(workspace);
  const metrics = readMetrics(reader, entry(top, 'metrics'));
  const variables = readVariables(reader, entry(top, 'params'));
  const loaded = await loadModules(reader, entry(top, 'stages'), {workspace, loading: modules, faults});
  const drafts = readStages(reader, entry(top, 'stages'), {
    recorded: text !== undefined,
    read: (each) => readCells(each, {reader, definitions, variables, modules: loaded}),
  });

  const stages = orderStages(drafts, faults);
  const storeLimit = readStoreLimit(reader, entry(top, 'store'));
  const experiments = await readExperimentNames(reader, entry(top, 'experiments'), workspace);
  return faults.length > 0
    ? fail(faults.toSorted(byPlace(path)))
    : ok({
        name,
        file: path,
        workspace,
        metrics,
        stages,
        experiments,
        ...(storeLimit === undefined ? {} : {storeLimit}),
      });
}

/** The names of the experiments that a workspace holds. */
export async function experimentNames(workspace: string): Promise<readonly string[]> {
  const files = await readdir(join(workspace, 'experiments')).catch(() => []);
  return files
    .filter((file) => file.endsWith('.yaml') && !file.endsWith('.sweep.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

const topKeys = ['name', 'metrics', 'params', 'stages', 'experiments', 'store'];

const namePattern = /^[a-z][a-z0-9_-]*$/;

const asked = {
  pipeline: {what: 'A pipeline', example: '`stages: {download: {uses: download}}`'},
  name: {what: '`name:`', example: '`name: sign-language-mnist`'},
  stages: {what: '`stages:`', example: '`stages: {download: {uses: download}}`'},
  experiments: {what: '`experiments:`', example: '`experiments: [mlp, cnn]`'},
} as const;

function readName(reader: YamlReader, given: Entry | undefined): string | undefined {
  return given === undefined ? undefined : reader.text(given.value, asked.name);
}

interface LoadingModules {
  readonly workspace: string;
  /** None: a program that runs no code of the user's. */
  readonly loading: ModuleLoading | undefined;
  readonly faults: Failure[];
}

/** The user's own modules that stages name by `uses:`, each loaded once; undefined where it could not be. */
async function loadModules(
  reader: YamlReader,
  stages: Entry | undefined,
  {workspace, loading, faults}: LoadingModules,
): Promise<ReadonlyMap<string, LoadedModule | undefined>> {
  // Shapes are faulted when the stages are read.
  const quiet = readerOf(reader.source, []);
  const wanted = new Map<string, Place>();
  for (const {value} of stages === undefined ? [] : (quiet.entries(stages.value, asked.stages) ?? [])) {
    const uses = entry(quiet.entries(value, asked.stages) ?? [], 'uses');
    const path = uses === undefined ? undefined : quiet.text(uses.value, asked.name);
    if (uses !== undefined && path !== undefined && meansFile(path) && !wanted.has(path))
      wanted.set(path, uses.value.where);
  }
  const loaded = await Promise.all(
    [...wanted].map(async ([path, where]) => {
      const module =
        loading === undefined
          ? fail([modulesNotLoaded(where)])
          : await loadModule(path, {workspace, where}, loading);
      if (module.ok) return [path, module.value] as const;
      faults.push(...module.failure);
      return [path, undefined] as const;
    }),
  );
  return new Map(loaded);
}

interface ReadingStages {
  /** Whether it is a pipeline as a run recorded it. */
  readonly recorded: boolean;
  readonly read: (entry: Entry) => readonly (StageDraft | Stage['name'])[];
}

function readStages(
  reader: YamlReader,
  given: Entry | undefined,
  {recorded, read}: ReadingStages,
): readonly (StageDraft | Stage['name'])[] {
  const top = {node: reader.source.root, where: reader.source.place(reader.source.root)};
  if (given === undefined || reader.isNothing(given.value)) {
    reader.faults.push(stagesMissing(given?.where ?? top.where));
    return [];
  }
  const entries = reader.entries(given.value, asked.stages);
  if (entries?.length === 0) reader.faults.push(stagesMissing(given.value.where));
  // A pipeline on record has its cells as stages of their own.
  const isName = (key: string) => namePattern.test(recorded ? (parseCell(key)?.of ?? key) : key);
  for (const {key, where} of entries ?? [])
    if (!isName(key)) reader.faults.push(badName(where, 'a stage', key));
  return (entries ?? []).flatMap((each) => read(each));
}

async function readExperimentNames(
  reader: YamlReader,
  given: Entry | undefined,
  workspace: string,
): Promise<readonly string[]> {
  if (given === undefined || reader.isNothing(given.value)) return [];
  const items = reader.items(given.value);
  if (items === undefined) {
    reader.faults.push(wrongShape({where: given.value.where, expected: 'a list', ...asked.experiments}));
    return [];
  }
  const known = await experimentNames(workspace);
  const names = new Set<string>();
  for (const item of items) {
    const name = reader.text(item, {what: 'An experiment', example: asked.experiments.example});
    if (name === undefined) continue;
    names.add(name);
    if (known.includes(name)) continue;
    const file = join(workspace, 'experiments', `${name}.yaml`);
    reader.faults.push(
      experimentUnknown({where: item.where, name, file, known, suggestion: suggest(name, known)}),
    );
  }
  return [...names];
}

/** Those of the pipeline file first, then those of modules, file by file. */
const byPlace =
  (pipeline: string) =>
  ({where: a}: Failure, {where: b}: Failure): number =>
    Number(a?.file !== pipeline) - Number(b?.file !== pipeline) ||
    (a?.file ?? '').localeCompare(b?.file ?? '') ||
    (a?.line ?? 0) - (b?.line ?? 0) ||
    (a?.column ?? 0) - (b?.column ?? 0);
