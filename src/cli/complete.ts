import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {experimentNames} from '../runner/load-pipeline.ts';
import {recordedNames, type RecordedNames} from './recorded-names.ts';
import {loadPipelineFile} from './load-pipeline-file.ts';
import {print} from './say.ts';
import {workspaceOf} from './workspace.ts';

/** What the command line knows of a verb. */
export interface KnownVerb {
  readonly name: string;
  readonly options: readonly KnownOption[];
  /** The first word that it takes, as its help names it. */
  readonly argument: string | undefined;
  /** Verbs of its own. */
  readonly verbs: readonly KnownVerb[];
}

interface KnownOption {
  /** Long and short. */
  readonly names: readonly string[];
  readonly takesValue: boolean;
  /** Where it takes one of a few words. */
  readonly choices: readonly string[];
}

const takeStages = ['--only', '--from', '--downstream', '--force', '--force-downstream'];
const takeExperiments = ['-e', '--experiment'];
const takeParams = ['-s', '--set'];
const takeFields = ['--sort', '--columns'];
const takeFilters = ['-w', '--where', '--fail-if', '--baseline', '--figures'];
const argumentIsRun = [
  'show',
  'compare',
  'report',
  'restore',
  'pin',
  'unpin',
  'rerun',
  'verify',
  'export-run',
];

/**
 * `epochal complete -- <words>`, which the shells' scripts call: what may stand where the last word is, a line each; nothing where
 * the shell's own completion of files serves best.
 */
export async function completeVerb(
  words: readonly string[],
  verbs: readonly KnownVerb[],
  shells: readonly string[],
): Promise<number> {
  const found = await candidates(words, verbs, shells);
  if (found.length > 0) await print(found.join('\n'));
  return 0;
}

async function candidates(
  words: readonly string[],
  verbs: readonly KnownVerb[],
  shells: readonly string[],
): Promise<readonly string[]> {
  const current = words.at(-1) ?? '';
  const beginning = (all: readonly string[]) => all.filter((each) => each.startsWith(current));
  const [name, ...given] = words.slice(0, -1);
  if (name === undefined) return beginning(verbs.map((verb) => verb.name));
  const verb = verbs.find((each) => each.name === name);
  if (verb === undefined) return [];
  if (verb.verbs.some((each) => each.name === given[0]))
    return candidates(words.slice(1), verb.verbs, shells);
  const last = given.at(-1) ?? '';
  const option = verb.options.find(({names}) => names.includes(last));
  if (option?.takesValue === true) return values(last, option, {current, given});
  if (current.startsWith('-')) return beginning(verb.options.flatMap(({names}) => names));
  if (name === 'completion') return beginning(shells);
  if (name === 'why' || name === 'accept') return beginning(await stageNames(given));
  const own = given.length === 0 ? verb.verbs.map((each) => each.name) : [];
  if (verb.argument === 'sweep') return beginning([...own, ...(await sweepNames(given))]);
  return argumentIsRun.includes(name) ? beginning(await experiments(given)) : [];
}

interface Typed {
  readonly current: string;
  readonly given: readonly string[];
}

/** What may follow an option. */
async function values(
  last: string,
  {choices}: KnownOption,
  {current, given}: Typed,
): Promise<readonly string[]> {
  const recorded = async (of: keyof RecordedNames) => (await recordedNames(fileOf(given)))[of];
  if (choices.length > 0) return choices.filter((each) => each.startsWith(current));
  if (takeStages.includes(last)) return afterComma(current, await stageNames(given));
  if (takeExperiments.includes(last)) return afterComma(current, await experiments(given));
  if (takeParams.includes(last)) return (await paramNames(given)).filter((each) => each.startsWith(current));
  if (last === '--metric') return (await recorded('metrics')).filter((each) => each.startsWith(current));
  if (takeFields.includes(last)) return after(/^(.*,)?-?/, current, await recorded('fields'));
  if (takeFilters.includes(last)) return after(/^(?:.*[\s(!'"])?/, current, await recorded('fields'));
  return [];
}

const afterComma = (current: string, all: readonly string[]) => after(/^(?:.*,)?/, current, all);

/** What was said before stays; the names are for what comes behind it. */
function after(said: RegExp, current: string, all: readonly string[]): readonly string[] {
  const [before = ''] = said.exec(current) ?? [];
  return all
    .filter((each) => each.startsWith(current.slice(before.length)))
    .map((each) => `${before}${each}`);
}

/** The pipeline file that the words name, else the usual one. */
const fileOf = (given: readonly string[]): string =>
  given.find((word) => /\.ya?ml$/.test(word)) ?? 'pipeline.yaml';

async function stageNames(given: readonly string[]): Promise<readonly string[]> {
  const pipeline = await loadPipelineFile(fileOf(given));
  return pipeline.ok ? pipeline.value.stages.map(({name}) => name) : [];
}

/** `train.epochs=`, as `-s` takes them. */
async function paramNames(given: readonly string[]): Promise<readonly string[]> {
  const pipeline = await loadPipelineFile(fileOf(given));
  if (!pipeline.ok) return [];
  return pipeline.value.stages.flatMap(({name, params}) =>
    Object.keys(params).map((param) => `${name}.${param}=`),
  );
}

async function sweepNames(given: readonly string[]): Promise<readonly string[]> {
  const files = await readdir(join(workspaceOf(fileOf(given)).folder, 'experiments')).catch(() => []);
  return files.flatMap((file) => /^(.+)\.sweep\.yaml$/.exec(file)?.[1] ?? []).toSorted();
}

const experiments = (given: readonly string[]) => experimentNames(workspaceOf(fileOf(given)).folder);
