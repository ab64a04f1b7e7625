import {fail, type Result} from '../runner/failure.ts';
import {defaultExportIn} from '../runner/module/default-export.ts';
import type {ModuleDescription} from '../runner/module/describe-module.ts';
import type {ModuleCode} from '../runner/module/module-code.ts';
import {importEnded, importHung} from '../runner/module/failures.ts';
import {thrownAt} from '../runner/module/thrown-at.ts';

/** An import that takes longer is none. */
const patience = 30_000;

/** Has a process of its own import a module and say what it is: whatever a user's file does there, it does not do it here. */
export const describeInChild =
  ({entry}: {readonly entry: string}) =>
  async (code: ModuleCode): Promise<Result<ModuleDescription>> => {
    const {execa} = await import('execa');
    const child = execa(
      process.execPath,
      ['--enable-source-maps', entry, 'describe-module', JSON.stringify(code)],
      {
        ipc: true,
        stdin: 'ignore',
        stdout: 'ignore',
        stderr: 'ignore',
        reject: false,
        timeout: patience,
        forceKillAfterDelay: 1_000,
      },
    );
    let described: Result<ModuleDescription> | undefined;
    for await (const message of child.getEachMessage() as AsyncIterable<Result<ModuleDescription>>)
      // What is answered after an exit is of no interest.
      described ??= message;
    const {timedOut, exitCode, signal} = await child;
    if (described !== undefined) return described;
    const where = defaultExportIn(code.file);
    if (timedOut) return fail(importHung(where, code.name, patience / 1000));
    return fail(
      importEnded(where, code.name, signal === undefined ? `exit code ${exitCode ?? 'unknown'}` : signal),
    );
  };

/** The child's side: answers and ends, whatever the module left open. */
export async function serveDescription(code: string): Promise<void> {
  const {describeModule} = await import('../runner/module/describe-module.ts');
  const module = JSON.parse(code) as ModuleCode;
  const exit = process.exit.bind(process);
  const answer = (described: Result<ModuleDescription>) =>
    void process.send?.(described, undefined, undefined, () => exit());
  process.exit = (given) => {
    const stop = new Error('process.exit');
    const where = thrownAt(stop, module.sources).where ?? defaultExportIn(module.file);
    answer(fail(importEnded(where, module.name, `process.exit(${String(given ?? 0)})`)));
    throw stop;
  };
  answer(await describeModule(module));
}
