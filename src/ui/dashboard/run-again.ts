import {execFile, spawn} from 'node:child_process';
import {existsSync, mkdirSync, openSync, closeSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {stringify} from 'yaml';
import {fail, ok, type Result} from '../../runner/failure.ts';
import type {ParamValue} from '../../runner/param-value.ts';
import type {RunSummary} from '../../tracking/run-summary.ts';
import {printable} from '../text-width.ts';
import {whyUnwritable} from '../why-unwritable.ts';
import {fileUnwritable} from './failures.ts';
import type {Page} from './state.ts';

/** How the program is started again, and for which pipeline. */
export interface Program {
  /** What comes before the arguments: Node and the program's file. */
  readonly command: readonly [string, ...string[]];
  /** The pipeline file. */
  readonly file: string;
}

type Changes = readonly (readonly [param: string, value: ParamValue])[];

/**
 * What running a run again would do, as `run --dry` says, on a page from which it can be started. With changes, an experiment file of its own is
 * written first, which holds every param: the new run differs in what was asked and in nothing else.
 */
export async function planAgain(program: Program, run: RunSummary, changes: Changes): Promise<Result<Page>> {
  const folder = join(dirname(program.file), 'experiments');
  const page = (title: string, text: string): Page => ({
    type: 'page',
    title,
    lines: text.trimEnd().split('\n').map(printable),
    scroll: 0,
  });
  const params = {...run.params, ...Object.fromEntries(changes)};
  const name = changes.length > 0 ? newName(folder, run, changes) : run.experiment;
  const file = join(folder, `${name}.yaml`);
  if (changes.length > 0) {
    const changed = changes.map(([param, value]) => `${param}=${String(value)}`).join(' ');
    const description = `run ${run.id} of ${run.experiment} with ${changed}`;
    try {
      mkdirSync(folder, {recursive: true});
      writeFileSync(file, stringify({description, set: params}), {flag: 'wx'});
    } catch (error) {
      return fail(fileUnwritable(file, whyUnwritable(error)));
    }
  } else if (!existsSync(file)) {
    return ok(
      page(
        `Run ${run.id} again`,
        `There is no ${file}: the experiment was one of a sweep, or is gone.\nBranch it with b: that writes a new experiment file.`,
      ),
    );
  }
  const sets =
    changes.length > 0
      ? []
      : Object.entries(params).flatMap(([param, value]) => ['-s', `${param}=${JSON.stringify(value)}`]);
  const args = ['run', program.file, '-e', name, ...sets];
  const {code, text} = await outputOf(program, [...args, '--dry']);
  const title = changes.length > 0 ? `Written: ${file}` : `Run ${run.id} again`;
  const told = page(title, text);
  return ok(code === 0 ? {...told, start: [...args, '--plain']} : told);
}

/** `cnn-epochs-40`, with a number behind it where that is taken. */
function newName(folder: string, run: RunSummary, changes: Changes): string {
  const parts = changes.map(
    ([param, value]) => `${param.slice(param.lastIndexOf('.') + 1)}-${String(value)}`,
  );
  const base = [run.experiment, ...parts]
    .join('-')
    .replace(/[^\w.-]+/g, '-')
    .slice(0, longestName);
  let name = base;
  for (let number = 2; existsSync(join(folder, `${name}.yaml`)); number++) name = `${base}-${number}`;
  return name;
}

/** Of a file system's 255 bytes, with room for a number and an ending. */
const longestName = 200;

/** Runs the program to its end and takes what it says. */
export function outputOf({command: [node, ...before]}: Program, args: readonly string[]) {
  return new Promise<{readonly code: number; readonly text: string}>((resolve) => {
    // What it says is shown as text: colours that somebody asks for everywhere are none here.
    const env = {...process.env, FORCE_COLOR: '0'};
    const child = execFile(node, [...before, ...args], {maxBuffer: 2 ** 26, env}, (error, stdout, stderr) => {
      resolve({code: error === null ? 0 : (child.exitCode ?? 1), text: `${stdout}${stderr}`});
    });
  });
}

/** Starts the program in a session of its own: it goes on when the dashboard is left. What it says goes to a file. */
export function startProgram(
  {command: [node, ...before], file}: Program,
  args: readonly string[],
  onFailure: (text: string) => void,
): Result<string> {
  const log = join(dirname(file), 'experiments', 'started.log');
  let out: number;
  try {
    mkdirSync(dirname(log), {recursive: true});
    out = openSync(log, 'a');
  } catch (error) {
    return fail(fileUnwritable(log, whyUnwritable(error)));
  }
  const child = spawn(node, [...before, ...args], {detached: true, stdio: ['ignore', out, out]});
  closeSync(out);
  child.once('error', ({message}) => onFailure(message));
  child.once('exit', (code) => {
    if (code !== 0) onFailure(`What was started ended with ${code ?? 'a signal'}: see ${log}`);
  });
  child.unref();
  return ok(log);
}
