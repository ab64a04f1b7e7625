import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fail, ok, type Failure, type Place, type Result} from '../failure.ts';
import {stageCancelled} from '../failures/execution.ts';
import type {StageWork} from '../stage-definition.ts';
import {endGroup} from '../end-group.ts';
import {systemError} from '../system-error.ts';
import {straceArguments} from '../trace/strace.ts';
import {commandEnvironment} from './command-env.ts';
import {commandFailed, commandNotStarted, metricsInvalid} from './failures.ts';
import {followFile} from './follow-file.ts';
import {followMemory} from './group-memory.ts';
import {hearLines} from './hear-lines.ts';
import {readSaidLine} from './said-line.ts';

interface Command {
  readonly command: string;
  /** Of the command in the pipeline. */
  readonly where: Place;
}

/** How long a cancelled command may take to end by itself, in milliseconds. */
const grace = 5_000;
/** How long output may still come from what left the process group, in milliseconds. */
const patience = 1_000;

/**
 * Starts the command as the leader of a process group of its own. A watcher in that group waits for the end of a pipe whose other end
 * is ours: when the command is over, or we are gone however suddenly, it ends the group. Forked twice, the watcher is nobody's
 * child to wait for. What follows the command goes before the shell that runs it. `-e`: a script of several lines stops at the first that fails.
 */
const script = `( ( trap '' TERM INT HUP; read line; kill -KILL 0 ) <&3 & ) >/dev/null 2>&1
exec 3<&-
command=$1
shift
exec "$@" /bin/sh -ec "$command"`;

/** Runs a command for a stage: streams what it says, picks up its metrics while it works, ends its whole process group. */
export async function runCommand(
  work: StageWork<Readonly<Record<string, unknown>>>,
  {command, where}: Command,
): Promise<Result<void>> {
  const files = {
    params: join(work.scratch, 'epochal-params.json'),
    inputs: join(work.scratch, 'epochal-inputs.json'),
    metrics: join(work.scratch, 'epochal-metrics.jsonl'),
  };
  await writeFile(files.params, `${JSON.stringify(work.params, undefined, 2)}\n`);
  await writeFile(files.inputs, `${JSON.stringify(work.inputs, undefined, 2)}\n`);
  await writeFile(files.metrics, '');
  const traced = work.trace?.method === 'strace' ? ['strace', ...straceArguments(work.trace.folder)] : [];
  const started = await begun(where, () =>
    spawn('/bin/sh', ['-c', script, 'sh', command, ...traced], {
      cwd: work.workspace,
      env: commandEnvironment(work, files),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    }),
  );
  if (!started.ok) return started;
  const child = started.value;

  const output = {stdout: hearLines(child.stdout, work.report), stderr: hearLines(child.stderr, work.report)};
  let misspoken: Failure | undefined;
  let line = 0;
  const metrics = followFile(files.metrics, (text) => {
    line += 1;
    if (misspoken !== undefined) return;
    const said = readSaidLine(text);
    if ('report' in said) {
      work.report(said.report);
    } else {
      misspoken = metricsInvalid({where, line, text, why: said.why});
      // Better now than after hours.
      endGroup(child.pid, 'SIGKILL');
    }
  });
  const memory = child.pid === undefined ? undefined : followMemory(child.pid);
  const {exitCode, signal} = await ended(child, work.signal);
  await metrics.end();
  const needed = memory?.end();
  if (needed !== undefined) work.used?.(needed);
  if (work.signal.aborted) return fail(stageCancelled('run', true));
  if (misspoken !== undefined) return fail(misspoken);
  if (exitCode === 0) return ok(undefined);
  const {stdout, stderr} = output;
  const lastWords = stderr.last.length > 0 ? stderr.last : stdout.last;
  return fail(commandFailed({where, exitCode, signal, lastWords}));
}

/** What cannot be started is told at once or a moment later, as the system has it. */
async function begun(where: Place, start: () => ChildProcess): Promise<Result<ChildProcess>> {
  try {
    const child = start();
    await once(child, 'spawn');
    return ok(child);
  } catch (error) {
    return fail(commandNotStarted(where, reasonOf(error)));
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof TypeError) return 'it has a NUL character, or a variable of its environment has';
  const {code, reason} = systemError(error);
  return code === 'E2BIG' ? 'it is longer than the system takes, or its environment is' : reason;
}

interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Until the command and all that it started are over and their output was heard. A cancelled one is asked to end, and made to
 * after a while; what an undisturbed one leaves behind in its group ends with it.
 */
async function ended(child: ChildProcess, cancel: AbortSignal): Promise<Ended> {
  // Not the `close` of the child: the watcher holds the pipe to us as long as we do.
  const closed = Promise.all(
    [child.stdout, child.stderr].flatMap((stream) => (stream === null ? [] : [once(stream, 'close')])),
  );
  const over = new AbortController();
  const after = (milliseconds: number, then: () => void) =>
    void sleep(milliseconds, undefined, {signal: over.signal}).then(then, () => undefined);
  const finish = () => {
    endGroup(child.pid, 'SIGKILL');
    // A daemon that left the group may hold our pipes open for ever.
    after(patience, () => [child.stdout, child.stderr].forEach((stream) => stream?.destroy()));
  };
  const stop = () => {
    endGroup(child.pid, 'SIGTERM');
    after(grace, finish);
  };
  cancel.addEventListener('abort', stop, {once: true});
  if (cancel.aborted) stop();
  await once(child, 'exit');
  if (!cancel.aborted) finish();
  await closed;
  over.abort();
  cancel.removeEventListener('abort', stop);
  endGroup(child.pid, 'SIGKILL');
  child.stdio[3]?.destroy();
  return {exitCode: child.exitCode, signal: child.signalCode};
}
