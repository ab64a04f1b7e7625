import {fail, type Result} from '../runner/failure.ts';
import {defaultExportIn} from '../runner/module/default-export.ts';
import type {ModuleCode} from '../runner/module/module-code.ts';
import {stageExited, stageNeverDone, stageThrew} from '../runner/module/failures.ts';
import {runModule} from '../runner/module/run-module.ts';
import {thrownAt} from '../runner/module/thrown-at.ts';
import {watchFiles} from '../runner/trace/hooks.ts';
import type {StageWork} from '../runner/stage-definition.ts';

/**
 * Runs a stage of the user's own in this process, which is there for it alone: what ends it early, by whatever way, becomes a failure that
 * names the user's line.
 */
export async function serveModule(
  code: ModuleCode,
  work: StageWork<Readonly<Record<string, unknown>>>,
): Promise<Result<void>> {
  if (work.trace?.method === 'hooks') watchFiles(work.trace.folder);
  const early = endingEarly(code);
  const before = process.getActiveResourcesInfo();
  // Else our own channel would keep a stage alive that waits for nothing.
  process.channel?.unref();
  const result = await Promise.race([runModule(code, work), early.ended]);
  process.channel?.ref();
  early.over();
  // What was about to close may do so.
  await new Promise((resolve) => setImmediate(resolve));
  const left = leftOpen(before);
  if (result.ok && left.length > 0)
    work.report({
      type: 'log',
      level: 'warning',
      text: `${code.name} left open when its \`run\` was done: ${left.join(', ')}; what it still does there does not count`,
    });
  return result;
}

/** Its exits, what it throws outside of `run`, and waiting for nothing. */
function endingEarly(code: ModuleCode) {
  let end: (result: Result<void>) => void = () => undefined;
  const ended = new Promise<Result<void>>((resolve) => {
    end = resolve;
  });
  const at = (error: unknown) => {
    const thrown = thrownAt(error, code.sources);
    return {thrown, where: thrown.where ?? defaultExportIn(code.file)};
  };
  const onThrow = (error: unknown) => {
    const {thrown, where} = at(error);
    end(fail(stageThrew(where, code.name, thrown)));
  };
  const onEmpty = () => end(fail(stageNeverDone(defaultExportIn(code.file), code.name)));
  const exit = process.exit.bind(process);
  process.on('uncaughtException', onThrow);
  process.on('beforeExit', onEmpty);
  process.exit = (given) => {
    const exitCode = Number(given ?? process.exitCode ?? 0);
    const stop = new Error('process.exit');
    end(fail(stageExited(at(stop).where, code.name, exitCode)));
    // Nothing after it may be done.
    throw stop;
  };
  return {
    ended,
    over: () => {
      process.exit = exit;
      process.off('beforeExit', onEmpty);
      // What is thrown later, by what was left open, does not count.
      process.off('uncaughtException', onThrow);
      process.on('uncaughtException', () => undefined);
    },
  };
}

const named: Readonly<Record<string, string>> = {
  Timeout: 'a timer',
  TCPServerWrap: 'a server',
  TCPSocketWrap: 'a connection',
  PipeServerWrap: 'a server',
  ProcessWrap: 'a process',
  FSEventWrap: 'a watched file',
  StatWatcher: 'a watched file',
  MessagePort: 'a worker or a message port',
  Worker: 'a worker',
  UDPWrap: 'a socket',
};

/** In words, what keeps the process from ending by itself, besides what was there before. */
function leftOpen(before: readonly string[]): readonly string[] {
  const rest = [...before];
  const found = process.getActiveResourcesInfo().filter((kind) => {
    const known = rest.indexOf(kind);
    if (known >= 0) rest.splice(known, 1);
    return known < 0;
  });
  return [...new Set(found.flatMap((kind) => named[kind] ?? []))];
}
