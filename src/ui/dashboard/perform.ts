import {existsSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {artifactFolder} from '../../runner/artifact.ts';
import {fail, ok, type Failure, type Result} from '../../runner/failure.ts';
import {ownerOf, pidOf} from '../../runner/process-mark.ts';
import {addNote, changeTags, processOf} from '../../tracking/annotate-runs.ts';
import {putBackRuns, removeRuns} from '../../tracking/delete-runs.ts';
import type {Tracking} from '../../tracking/open-tracking.ts';
import {runDetail} from '../../tracking/run-detail.ts';
import type {RunSummary} from '../../tracking/run-summary.ts';
import {plural} from '../numbers.ts';
import {openOutside} from '../open-outside.ts';
import type {Directions} from './columns.ts';
import {exportRuns} from './export-runs.ts';
import {runUnstoppable} from './failures.ts';
import {outputOf, planAgain, startProgram, type Program} from './run-again.ts';
import type {Act, Message} from './state.ts';
import type {Happening} from './step.ts';
import {saveView} from './views-file.ts';

/** What acts work on. */
export interface Bench {
  readonly tracking: Tracking;
  readonly metrics: Directions;
  /** The store of artifacts. */
  readonly artifacts: string;
  readonly program: Program;
  readonly now: () => number;
  readonly runs: () => readonly RunSummary[];
  /** These were changed: they are read again. */
  readonly changed: (ids: readonly string[]) => void;
  readonly happen: (happening: Happening) => void;
}

/** Acts on the record and on the world; the terminal's own are done where the terminal is. */
export type OuterAct = Exclude<Act, {readonly type: 'quit' | 'suspend' | 'reload' | 'copy'}>;

/** Where saved views are kept. */
export const viewsFile = ({file}: Program): string => join(dirname(file), 'experiments', 'views.json');

export function createPerformer(bench: Bench): (act: OuterAct) => void {
  const {tracking, program, changed, happen} = bench;
  const undoable: {
    readonly what: string;
    readonly ids: readonly string[];
    readonly undo: () => Result<void>;
  }[] = [];
  const tell = (text: string, tone: Message['tone'] = 'said') =>
    happen({type: 'told', message: {text, tone}});
  const warn = ({what, todo}: Failure) => tell(`${what}${todo === undefined ? '' : ` ${todo}`}`, 'warning');

  /** Reads what was changed again, says so, and keeps how to undo it. */
  const done = (what: string, ids: readonly string[], result: Result<unknown>, undo?: () => Result<void>) => {
    if (!result.ok) {
      warn(result.failure);
      return;
    }
    changed(ids);
    if (undo !== undefined) undoable.push({what, ids, undo});
    tell(undo === undefined ? what : `${what} · u undoes it`);
  };

  return (act) => {
    switch (act.type) {
      case 'tag': {
        const {ids, add, remove} = act;
        const before = new Map(bench.runs().map(({id, tags}) => [id, tags]));
        const what = [...add.map((tag) => `+${tag}`), ...remove.map((tag) => `-${tag}`)].join(' ');
        done(`${what} on ${plural(ids.length, 'run')}`, ids, changeTags(tracking, ids, act), () => {
          for (const id of ids) {
            const had = before.get(id) ?? [];
            const undone = changeTags(tracking, [id], {
              add: remove.filter((tag) => had.includes(tag)),
              remove: add.filter((tag) => !had.includes(tag)),
            });
            if (!undone.ok) return undone;
          }
          return {ok: true, value: undefined};
        });
        return;
      }
      case 'note':
        done(
          'Noted: see the log (5)',
          [act.id],
          addNote(tracking, act.id, {note: act.note, at: bench.now()}),
        );
        return;
      case 'delete': {
        const removed = removeRuns(tracking, act.ids);
        done(`Deleted ${plural(act.ids.length, 'run')}`, act.ids, removed, () =>
          removed.ok ? putBackRuns(tracking, removed.value) : removed,
        );
        return;
      }
      case 'undo': {
        const last = undoable.pop();
        if (last === undefined) tell('Nothing to undo.');
        else done(`Undone: ${last.what}`, last.ids, last.undo());
        return;
      }
      case 'export':
        void exportRuns(act.file, act.runs, bench.metrics).then((text) => tell(text));
        return;
      case 'open':
        tell(openFolder(bench, act.id));
        return;
      case 'report':
        tell('Writing the report …');
        void writeReport(program, act.args).then(({code, text}) =>
          tell(text.trim().replaceAll('\n', ' '), code === 0 ? 'said' : 'warning'),
        );
        return;
      case 'plan':
        tell('Asking what would happen …');
        void planAgain(program, act.run, act.changes).then((page) => {
          if (page.ok) happen({type: 'page', page: page.value});
          else warn(page.failure);
        });
        return;
      case 'start': {
        const log = startProgram(program, act.args, (text) => tell(text, 'warning'));
        if (log.ok) tell(`Started; it shows up here, and says more in ${log.value}`);
        else warn(log.failure);
        return;
      }
      case 'stop': {
        const told = stopRun(tracking, act.id);
        if (told.ok) tell(told.value);
        else warn(told.failure);
        return;
      }
      case 'save-view':
        void saveView(viewsFile(program), act.name, act.view).then((saved) => {
          if (!saved.ok) {
            warn(saved.failure);
            return;
          }
          happen({type: 'views', saved: saved.value});
          tell(`Saved as ${act.name}: V brings it back`);
        });
        return;
      default:
        act satisfies never;
    }
  };
}

/** The whole execution is cancelled as by Ctrl-C: its stages end, and the record says so. Returns what to say about it. */
function stopRun(tracking: Tracking, id: string): Result<string> {
  const mark = processOf(tracking, id);
  if (!mark.ok) return mark;
  if (mark.value === undefined || ownerOf(mark.value) !== 'alive')
    return ok(`Run ${id} does not run on this machine.`);
  try {
    process.kill(pidOf(mark.value), 'SIGINT');
    return ok(`Run ${id} was told to stop.`);
  } catch (error) {
    return fail(runUnstoppable(id, whyNoSignal(error)));
  }
}

/** It may have ended at this moment, or be somebody else's. */
function whyNoSignal(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ESRCH') return 'it has just ended';
  if (code === 'EPERM') return 'another user runs it';
  throw error;
}

/** Beside the pipeline's file, as the command line would. */
const writeReport = (program: Program, args: readonly string[]) =>
  outputOf(program, [
    'report',
    ...['-f', program.file],
    ...['-o', join(dirname(program.file), 'report.html')],
    '--open',
    ...args,
  ]);

/** The folder that evaluation left, or training; where nothing can open it, its name is what helps. */
function openFolder({tracking, artifacts}: Bench, id: string): string {
  const detail = runDetail(tracking, id);
  if (!detail.ok) return detail.failure.what;
  const folders = detail.value.stages
    .filter(({uses}) => uses === 'evaluate' || uses === 'train')
    .flatMap(({key}) => (key === null ? [] : [join(artifactFolder(artifacts, key), 'files')]))
    .filter((folder) => existsSync(folder));
  const folder = folders.at(-1);
  if (folder === undefined) return 'The store has no figures of this run any more.';
  openOutside(folder);
  return folder;
}
