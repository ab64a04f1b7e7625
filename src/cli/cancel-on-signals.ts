import {exitCodes} from '../runner/failure.ts';

/** Ctrl-C, once: stages are cancelled and the runs recorded so. Twice: the program ends where it stands. */
export function cancelOnSignals(note: (text: string) => void): {
  readonly signal: AbortSignal;
  /** As Ctrl-C, once or twice. */
  readonly cancel: () => void;
  readonly stop: () => void;
} {
  const cancel = new AbortController();
  const onSignal = () => {
    if (cancel.signal.aborted) process.exit(exitCodes.cancelled);
    note('Cancelling: stages are given a moment to end. Again to end at once.');
    cancel.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, onSignal);
  return {
    signal: cancel.signal,
    cancel: onSignal,
    stop: () => {
      for (const name of signals) process.removeListener(name, onSignal);
    },
  };
}
