import {Command, CommanderError} from 'commander';
import {exitCodes} from '../runner/failure.ts';
import {addMachineVerbs} from './verbs/machine.ts';
import {addPipelineVerbs} from './verbs/pipeline.ts';
import {addRepeatsVerbs} from './verbs/repeats.ts';
import {addRunsVerbs} from './verbs/runs.ts';
import {addStoreVerbs} from './verbs/store.ts';
import {addSweepsVerbs} from './verbs/sweeps.ts';
import {version} from './version.ts';

/** In the order in which `--help` lists them. */
const groups = [
  addPipelineVerbs,
  addRunsVerbs,
  addSweepsVerbs,
  addRepeatsVerbs,
  addStoreVerbs,
  addMachineVerbs,
];

/** Reads the command line, hands over to the verb named there, and returns the exit code. Verbs load only when named. */
export async function run(argv: readonly string[], env: Record<string, string | undefined>): Promise<number> {
  let exitCode = 0;
  const verb =
    <Given extends unknown[]>(action: (...given: Given) => Promise<number>) =>
    async (...given: Given) => {
      exitCode = await action(...given);
    };

  const program = new Command('epochal')
    .description(
      'Machine-learning experiments as a pipeline: cached by content, recorded, compared, repeatable bit for bit.',
    )
    // Options behind a verb are that verb's, also where verbs have verbs of their own.
    .enablePositionalOptions()
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('(epochal --help lists what there is)');
  for (const addVerbs of groups) addVerbs(program, {verb, env});
  program.helpCommand('help [command]', 'display help for command');
  tellsVersion(program);
  try {
    await program.parseAsync(argv);
    return exitCode;
  } catch (error) {
    // Commander has said what is wrong; `--help` and `--version` also end here, with code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.user;
    process.stderr.write(bugReport(error));
    return exitCodes.bug;
  }
}

/** Behind every verb, although only the first help names it. */
function tellsVersion(command: Command): void {
  command.version(version, '-V, --version');
  if (command.parent !== null) command.options.at(-1)?.hideHelp();
  command.commands.forEach(tellsVersion);
}

const bugReport = (error: unknown): string =>
  `This is a bug of epochal ${version}, not a mistake of yours. Please report it with what you ran:\n` +
  `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
