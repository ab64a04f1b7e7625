import {experimentNames} from '../runner/load-pipeline.ts';
import {paneNames} from '../ui/dashboard/state.ts';
import {loadPipelineFile} from './load-pipeline-file.ts';
import {print} from './say.ts';
import {workspaceOf} from './workspace.ts';

/** What the command line knows of a verb. */
export interface KnownVerb {
  readonly name: string;
  /** Long and short names, and whether a value follows. */
  readonly options: readonly {readonly names: readonly string[]; readonly takesValue: boolean}[];
}

const takeStages = ['--only', '--from', '--downstream', '--force', '--force-downstream'];
const takeExperiments = ['-e', '--experiment'];
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
  const before = words.slice(0, -1);
  const beginning = (all: readonly string[]) => all.filter((each) => each.startsWith(current));
  const [name, ...given] = before;
  if (name === undefined) return beginning(verbs.map((verb) => verb.name));
  const verb = verbs.find((each) => each.name === name);
  if (verb === undefined) return [];
  const last = given.at(-1) ?? '';
  if (takeStages.includes(last)) return listed(current, await stageNames(given));
  if (last === '--pane') return beginning(paneNames);
  if (takeExperiments.includes(last)) return listed(current, await experiments(given));
  if (verb.options.some(({names, takesValue}) => takesValue && names.includes(last))) return [];
  if (current.startsWith('-')) return beginning(verb.options.flatMap(({names}) => names));
  if (name === 'completion') return beginning(shells);
  if (name === 'why' || name === 'accept') return beginning(await stageNames(given));
  return argumentIsRun.includes(name) ? beginning(await experiments(given)) : [];
}

/** The last of names by comma. */
function listed(current: string, all: readonly string[]): readonly string[] {
  const comma = current.lastIndexOf(',') + 1;
  const said = current.slice(0, comma);
  return all.filter((each) => each.startsWith(current.slice(comma))).map((each) => `${said}${each}`);
}

/** The pipeline file that the words name, else the usual one. */
const fileOf = (given: readonly string[]): string =>
  given.find((word) => /\.ya?ml$/.test(word)) ?? 'pipeline.yaml';

async function stageNames(given: readonly string[]): Promise<readonly string[]> {
  const pipeline = await loadPipelineFile(fileOf(given));
  return pipeline.ok ? pipeline.value.stages.map(({name}) => name) : [];
}

const experiments = (given: readonly string[]) => experimentNames(workspaceOf(fileOf(given)).folder);
