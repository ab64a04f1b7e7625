import {ok, type Result} from '../../runner/failure.ts';
import {enterScreen, type Terminal} from './terminal-screen.ts';

/** `hung up`: the terminal is gone. */
export type Ended = 'signal' | 'hung up';

const signals = ['SIGINT', 'SIGTERM', 'SIGQUIT'] as const;

/**
 * Holds the terminal's alternate screen for as long as `begin` wants it, and gives the terminal back whatever happens: at the end, at a
 * signal, when the terminal goes away, and before a crash is reported. `begin` returns what ends it.
 */
export async function whileOnScreen<T>(
  terminal: Terminal,
  begin: (end: (result: Result<T>) => void, bug: (error: unknown) => void) => () => void,
): Promise<Result<T | Ended>> {
  const screen = enterScreen(terminal);
  let stop: (() => void) | undefined;
  let onSignal: (() => void) | undefined;
  let onHangUp: (() => void) | undefined;
  try {
    return await new Promise<Result<T | Ended>>((resolve, reject) => {
      onSignal = () => resolve(ok('signal'));
      onHangUp = () => resolve(ok('hung up'));
      process.on('SIGHUP', onHangUp);
      for (const name of signals) process.on(name, onSignal);
      terminal.stdin.on('end', onHangUp).on('error', onHangUp);
      terminal.stdout.on('error', onHangUp);
      stop = begin(resolve, reject);
    });
  } finally {
    stop?.();
    if (onSignal !== undefined) {
      for (const name of signals) process.off(name, onSignal);
    }
    if (onHangUp !== undefined) process.off('SIGHUP', onHangUp);
    screen.leave();
  }
}
