import type {Failure} from '../runner/failure.ts';
import {defaultExportIn} from '../runner/module/default-export.ts';
import type {ModuleCode} from '../runner/module/module-code.ts';

/** The texts of what can befall a stage's process. */

export const stageCrashed = (facts: {
  readonly stage: string;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly lastWords: string;
}): Failure => {
  const end =
    facts.signal === undefined ? `exit code ${facts.exitCode ?? 'unknown'}` : `signal ${facts.signal}`;
  const said = facts.lastWords === '' ? '' : ` Its last words: ${facts.lastWords}`;
  return {
    code: 'stage-crashed',
    blame: 'stage',
    what: `The process of stage ${facts.stage} ended by itself (${end}).${said}`,
    todo:
      facts.signal === 'SIGKILL'
        ? 'The system may have run out of memory: see `dmesg`, close other programs or lower batch_size.'
        : 'Run `epochal doctor` to see whether the engine works here.',
    facts,
  };
};

/** The process of a stage from a file of the user's own. `quote`: the last lines that it printed. */
export const moduleCrashed = (facts: {
  readonly module: ModuleCode;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly quote: readonly string[];
}): Failure => {
  const {module, exitCode, signal, quote} = facts;
  const end = signal === undefined ? `with exit code ${exitCode ?? 'unknown'}` : `by signal ${signal}`;
  return {
    code: 'stage-crashed',
    blame: 'stage',
    what: `The process of ${module.name} ended ${end} before its \`run\` was done${quote.length === 0 ? '.' : '. Its last words:'}`,
    where: defaultExportIn(module.file),
    ...(quote.length === 0 ? {} : {quote}),
    todo:
      signal === 'SIGKILL'
        ? 'The system may have run out of memory: see `dmesg`.'
        : 'Look at what it did last; `epochal run --plain` shows all that it prints.',
    facts: {exitCode, signal},
  };
};

export const stageCancelled = (stage: string): Failure => ({
  code: 'cancelled',
  blame: 'cancelled',
  what: `Stage ${stage} was cancelled.`,
});
