import type {Failure} from '../runner/failure.ts';

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

export const stageCancelled = (stage: string): Failure => ({
  code: 'cancelled',
  blame: 'cancelled',
  what: `Stage ${stage} was cancelled.`,
});
