import {ok, type Result} from '../../runner/failure.ts';
import {enterScreen, type Terminal} from './terminal-screen.ts';

/** `hung up`: the terminal is gone. */
export type Ended = 'signal' | 'hung up';

const signals = ['SIGINT', 'SIGTERM', 'SIGQUIT'] as const;

/** What goes on on the screen. */
export interface OnScreen {
  readonly stop: () => void;
  /** Others had the screen: it is to be drawn whole. */
  readonly drawAgain: () => void;
}

/** What it can ask of the terminal. */
export interface Screen<T> {
  readonly end: (result: Result<T>) => void;
  readonly bug: (error: unknown) => void;
  /** Leaves the terminal to the shell, until somebody brings the program back (`fg`). */
  readonly suspend: () => void;
}

/**
 * Holds the terminal's alternate screen for as long as `begin` wants it, and gives the terminal back whatever happens: at the end, at a
 * signal, when the terminal goes away, while the program is suspended, and before a crash is reported.
 */
export async function whileOnScreen<T>(
  terminal: Terminal,
  begin: (screen: Screen<T>) => OnScreen,
): Promise<Result<T | Ended>> {
  const screen = enterScreen(terminal);
  const listeners: (readonly [signal: NodeJS.Signals, listener: () => void])[] = [];
  const on = (signal: NodeJS.Signals, listener: () => void) => {
    process.on(signal, listener);
    listeners.push([signal, listener]);
  };
  let shown: OnScreen | undefined;
  let isOver = false;
  const takeBack = () => {
    if (isOver) return;
    screen.enter();
    shown?.drawAgain();
  };
  try {
    return await new Promise<Result<T | Ended>>((resolve, reject) => {
      const onHangUp = () => resolve(ok('hung up'));
      on('SIGHUP', onHangUp);
      for (const signal of signals) on(signal, () => resolve(ok('signal')));
      on('SIGCONT', takeBack);
      terminal.stdin.on('end', onHangUp).on('error', onHangUp);
      terminal.stdout.on('error', onHangUp);
      shown = begin({
        end: resolve,
        bug: reject,
        suspend: () => {
          screen.leave();
          // The whole group, as the terminal itself would do it: npm, too, if that started the program.
          process.kill(0, 'SIGTSTP');
          // Where no shell could bring it back, the system lets it go on at once.
          setImmediate(takeBack);
        },
      });
    });
  } finally {
    isOver = true;
    shown?.stop();
    for (const [signal, listener] of listeners) process.off(signal, listener);
    screen.leave();
  }
}
