/** The alternate screen without a cursor, where wheel and pastes are told from keys: what is under it comes back when it is left. */
export interface TerminalScreen {
  /** Takes the terminal back to what it was; a second time does nothing. */
  readonly leave: () => void;
  /** Takes the screen again, after others had the terminal. */
  readonly enter: () => void;
}

export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

const enterText = '\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?1000h\x1b[?1006h\x1b[?2004h\x1b[2J\x1b[H';
const exitText = '\x1b[?2004l\x1b[?1006l\x1b[?1000l\x1b[?7h\x1b[?25h\x1b[?1049l';

export function enterScreen({stdin, stdout}: Terminal): TerminalScreen {
  let entered = false;
  const enter = () => {
    if (!entered) {
      process.on('exit', leave);
      process.on('uncaughtExceptionMonitor', leave);
    }
    entered = true;
    stdout.write(enterText);
    // Node sets nothing that it believes to be set: a shell may have changed it meanwhile.
    stdin.setRawMode(false);
    stdin.setRawMode(true);
  };
  const leave = () => {
    if (!entered) return;
    entered = false;
    // After a crash nothing else may run any more: writes to a terminal are done when they return.
    stdout.write(exitText);
    try {
      stdin.setRawMode(false);
    } catch {
      // The terminal is gone: there is nothing to give back.
    }
    process.off('exit', leave);
    process.off('uncaughtExceptionMonitor', leave);
  };
  enter();
  return {leave, enter};
}
