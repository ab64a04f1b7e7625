import {ok, type Result} from '../../runner/failure.ts';
import {enterScreen, type Terminal} from './terminal-screen.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Holds the terminal's alternate screen for as long as `begin` wants it, and gives the terminal back whatever happens: at the end, at a
 * signal, when the terminal goes away, and before a crash is reported. `begin` returns what ends it.
 */
export async function whileOnScreen<T>(
  terminal: Terminal,
  begin: (end: (result: Result<T>) => void, bug: (error: unknown) => void) => () => void,
): Promise<Result<T | 'signal'>> {
  const screen = enterScreen(terminal);
  let stop: (() => void) | undefined;
  let onSignal: (() => void) | undefined;
  try {
    return await new Promise<Result<T | 'signal'>>((resolve, reject) => {
      onSignal = () => resolve(ok('signal'));
      for (const name of signals) process.on(name, onSignal);
      terminal.stdin.on('end', onSignal);
      terminal.stdout.on('error', onSignal);
      stop = begin(resolve, reject);
    });
  } finally {
    stop?.();
    if (onSignal !== undefined) {
      for (const name of signals) process.off(name, onSignal);
      terminal.stdin.off('end', onSignal);
      terminal.stdout.off('error', onSignal);
    }
    screen.leave();
  }
}
