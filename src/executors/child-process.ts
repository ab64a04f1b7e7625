import {endGroup} from '../runner/end-group.ts';
import {fail, type Result} from '../runner/failure.ts';
import type {ModuleCode} from '../runner/module/module-code.ts';
import {hearLines} from '../runner/shell/hear-lines.ts';
import {straceArguments} from '../runner/trace/strace.ts';
import type {Executor, StageJob} from '../runner/stage-definition.ts';
import {moduleCrashed, stageCancelled, stageCrashed} from './failures.ts';
import type {FromChild, SentWork, ToChild} from './messages.ts';
import {openProcessGroups, type ProcessGroups} from './process-groups.ts';

const lastWordsLength = 2_000;
/** How long output may still come from what left the process group, in milliseconds. */
const closing = 1_000;

interface ChildOptions {
  /** The program that serves stages. */
  readonly entry: string;
  /** How long a cancelled stage may take to end by itself, in milliseconds. */
  readonly grace?: number;
}

/**
 * Runs each stage in a process of its own, with reports coming back over IPC. Training needs it: TensorFlow blocks the thread
 * that calls it, and tfjs-node fails from the second worker thread of a process on (tensorflow/tfjs#8388).
 * The child leads its own process group, so that Ctrl-C reaches it through us, once, and what it started ends with it.
 */
export const inChildProcess = ({entry, grace = 5_000}: ChildOptions): Executor => {
  const groups = openProcessGroups();
  return {execute: (job) => execute(job, {entry, grace, groups})};
};

async function execute(
  job: StageJob,
  {entry, grace, groups}: Required<ChildOptions> & {readonly groups: ProcessGroups},
): Promise<Result<void>> {
  const {execa} = await import('execa');
  const cancelled = () => job.work.signal.aborted;
  if (cancelled()) return fail(stageCancelled(job.definition.name));
  const module = moduleOf(job);
  const {trace} = job.work;
  const command = [process.execPath, '--enable-source-maps', entry];
  const traced =
    trace?.method === 'strace' ? ['strace', ...straceArguments(trace.folder), ...command] : command;
  const child = execa(traced[0] ?? '', traced.slice(1), {
    ipc: true,
    serialization: 'advanced',
    detached: true,
    stdin: 'ignore',
    // The user's own code may print; ours does not.
    stdout: module === undefined ? 'ignore' : 'pipe',
    stderr: 'pipe',
    ...(module === undefined ? {} : {cwd: job.work.workspace}),
    buffer: false,
    reject: false,
    env: job.work.env,
    extendEnv: false,
  });
  const lastWords = module === undefined ? tailOf(child.stderr) : undefined;
  const printed =
    module === undefined
      ? undefined
      : {err: hearLines(child.stderr, job.work.report), out: hearLines(child.stdout, job.work.report)};
  const {pid} = child;
  const send = (message: ToChild) => void tell(child, message);

  const patience: NodeJS.Timeout[] = [];
  const cancel = () => {
    send({type: 'cancel'});
    patience.push(setTimeout(() => endGroup(pid, 'SIGKILL'), grace));
  };
  job.work.signal.addEventListener('abort', cancel, {once: true});
  if (pid !== undefined) groups.add(pid);
  child.once('exit', () => {
    // What it started and left behind ends with it; what left its group may hold our pipes open for ever.
    endGroup(pid, 'SIGKILL');
    patience.push(
      setTimeout(() => [child.stdout, child.stderr].forEach((stream) => stream?.destroy()), closing),
    );
  });

  const listening = listen(child.getEachMessage() as AsyncIterable<FromChild>, job, send);
  const [outcome, exit] = await Promise.all([listening, child]);
  patience.forEach(clearTimeout);
  job.work.signal.removeEventListener('abort', cancel);
  if (pid !== undefined) groups.remove(pid);

  if (outcome !== undefined) return outcome;
  if (cancelled()) return fail(stageCancelled(job.definition.name));
  const {exitCode, signal} = exit;
  if (module !== undefined) {
    const {err, out} = printed ?? {};
    const quote = err !== undefined && err.last.length > 0 ? err.last : (out?.last ?? []);
    return fail(moduleCrashed({module, exitCode, signal, quote}));
  }
  return fail(stageCrashed({stage: job.definition.name, exitCode, signal, lastWords: lastWords?.() ?? ''}));
}

/** A child that has just ended hears nothing more: that it cannot be told is then thrown at once, or comes later. */
async function tell(
  child: {readonly sendMessage: (message: ToChild) => Promise<void>},
  message: ToChild,
): Promise<void> {
  try {
    await child.sendMessage(message);
  } catch {
    // Its end is waited for anyway.
  }
}

/** Hears the child out. Its result, or undefined where it ended without one. */
async function listen(
  messages: AsyncIterable<FromChild>,
  job: StageJob,
  send: (message: ToChild) => void,
): Promise<Result<void> | undefined> {
  let outcome: Result<void> | undefined;
  for await (const message of messages) {
    switch (message.type) {
      case 'ready':
        send({type: 'job', definition: job.definition.name, ...moduleField(job), work: sendable(job.work)});
        break;
      case 'report':
        job.work.report(message.report);
        break;
      case 'done':
        outcome = message.result;
        job.used?.(message.memory);
        break;
      default:
        message satisfies never;
    }
  }
  return outcome;
}

const moduleOf = ({definition: {own}}: StageJob): ModuleCode | undefined =>
  own?.kind === 'module' ? own.module : undefined;

function moduleField(job: StageJob): {readonly module?: ModuleCode} {
  const module = moduleOf(job);
  return module === undefined ? {} : {module};
}

const sendable = ({
  params,
  inputs,
  out,
  scratch,
  state,
  continues,
  threads,
  workspace,
  env,
  trace,
}: StageJob['work']): SentWork => ({
  params,
  inputs,
  out,
  scratch,
  ...(state === undefined ? {} : {state}),
  ...(continues === undefined ? {} : {continues}),
  ...(trace === undefined ? {} : {trace}),
  threads,
  workspace,
  env,
});

/** Keeps the end of what a stream says. */
function tailOf(stream: NodeJS.ReadableStream): () => string {
  let tail = '';
  stream.on('data', (chunk: Buffer) => {
    tail = (tail + chunk.toString('utf8')).slice(-lastWordsLength);
  });
  return () => tail.trim();
}
