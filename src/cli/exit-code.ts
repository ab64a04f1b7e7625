import type {ExecutionResult} from '../runner/execute.ts';
import {exitCodes} from '../runner/failure.ts';

/** What an execution's end means to the shell. */
export function exitCodeOf({status, runs}: ExecutionResult): number {
  if (status === 'done') return 0;
  if (status === 'cancelled') return exitCodes.cancelled;
  const failures = runs.flatMap(({stages}) =>
    [...stages.values()].flatMap((stage) => (stage.status === 'failed' ? [stage.failure] : [])),
  );
  const codes = failures.map(({blame}) => exitCodes[blame]);
  // A bug hides nothing; else what the user can mend comes before what only waiting mends.
  return (
    [exitCodes.bug, exitCodes.user, exitCodes.outside, exitCodes.stage].find((code) =>
      codes.includes(code),
    ) ?? exitCodes.stage
  );
}
