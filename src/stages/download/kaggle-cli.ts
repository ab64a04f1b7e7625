import {saysDiskFull, type KaggleRun} from './kaggle-outcome.ts';
import {endGroup} from '../../runner/end-group.ts';
import {progressOf, type KaggleProgress} from './kaggle-progress.ts';

export interface KaggleCall {
  /** The command's path. */
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Hides secrets; everything the command says goes through it first. */
  readonly redact: (text: string) => string;
  readonly signal: AbortSignal;
  /** Milliseconds without a sign of life after which it is given up: the CLI itself waits for ever for its first answer. */
  readonly patience: number;
  readonly onProgress: (progress: KaggleProgress) => void;
  readonly onWarning: (line: string) => void;
}

export interface KaggleEnd extends KaggleRun {
  /** Why we ended it, where we did. */
  readonly ended?: 'cancelled' | 'stalled' | 'disk-full';
  /** Why it could not be started, where it could not. */
  readonly notStarted?: string;
}

/** How long a cancelled command may take to end by itself, in milliseconds. */
const gracePeriod = 2_000;
/** A traceback and its message fit; a bar's thousand lines are not kept. */
const keptLength = 64 * 1024;

/** Calls the Kaggle CLI once and hears it out. It leads its own process group, which ends with it. */
export async function callKaggle(call: KaggleCall): Promise<KaggleEnd> {
  const {execa} = await import('execa');
  if (call.signal.aborted) return {exitCode: undefined, stdout: '', stderr: '', ended: 'cancelled'};
  const child = execa(call.command, call.args, {
    cwd: call.cwd,
    // Unbuffered, or the words of a piped Python come at its end; UTF-8, or its bar breaks in a C locale.
    env: {...call.env, PYTHONUNBUFFERED: '1', PYTHONIOENCODING: 'utf-8'},
    extendEnv: false,
    detached: true,
    stdin: 'ignore',
    buffer: false,
    reject: false,
  });

  let ended: KaggleEnd['ended'];
  let grace: NodeJS.Timeout | undefined;
  const end = (why: NonNullable<KaggleEnd['ended']>) => {
    if (ended !== undefined) return;
    ended = why;
    endGroup(child.pid, 'SIGTERM');
    grace = setTimeout(() => endGroup(child.pid, 'SIGKILL'), gracePeriod);
  };
  const cancel = () => end('cancelled');
  call.signal.addEventListener('abort', cancel, {once: true});
  const killWithUs = () => endGroup(child.pid, 'SIGKILL');
  process.once('exit', killWithUs);

  let patience = setTimeout(() => end('stalled'), call.patience);
  const alive = () => {
    clearTimeout(patience);
    patience = setTimeout(() => end('stalled'), call.patience);
  };
  const hear = (line: string): boolean => {
    alive();
    const progress = progressOf(line);
    if (progress !== undefined) call.onProgress(progress);
    // From 2.x on the CLI takes a full disk for a broken connection, and tries for a minute.
    if (saysDiskFull(line)) end('disk-full');
    if (line.startsWith('Warning: ')) call.onWarning(call.redact(line));
    return progress === undefined;
  };
  const stdout = listen(child.stdout, hear);
  const stderr = listen(child.stderr, hear);

  const result = await child;
  // Half a last line is heard here; what it starts is ended below, or a timer would keep the process for minutes.
  const said = {stdout: stdout(), stderr: stderr()};
  clearTimeout(patience);
  clearTimeout(grace);
  call.signal.removeEventListener('abort', cancel);
  process.removeListener('exit', killWithUs);
  return {
    exitCode: result.exitCode,
    signal: result.signal,
    stdout: call.redact(said.stdout),
    stderr: call.redact(said.stderr),
    ...(ended === undefined ? {} : {ended}),
    ...(child.pid === undefined ? {notStarted: result.code ?? 'unknown'} : {}),
  };
}

/** Splits a stream at `\n` and at the `\r` of progress bars; keeps the lines that `hear` wants kept. */
function listen(stream: NodeJS.ReadableStream, hear: (line: string) => boolean): () => string {
  let rest = '';
  let kept = '';
  const keep = (line: string) => {
    if (hear(line)) kept = `${kept}${line}\n`.slice(-keptLength);
  };
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split(/[\r\n]/);
    rest = lines.pop() ?? '';
    for (const line of lines) keep(line);
  });
  return () => {
    if (rest !== '') keep(rest);
    rest = '';
    return kept;
  };
}
