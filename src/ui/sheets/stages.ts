import {duration} from '../duration.ts';
import {failureText} from '../failure-text.ts';
import type {PaneSubject} from './pane-subject.ts';
import type {Cell, Sheet} from './sheet.ts';

/** The stages of each run, in order: how each came to its result, and why. */
export const stagesSheet = ({runs}: PaneSubject): Sheet => ({
  columns: ['run', 'experiment', 'stage', 'how', 'time', 'key', 'threads', 'attempts', 'reason'],
  rows: runs.flatMap(({detail: {id, experiment, stages}}) =>
    stages.map(({name, how, seconds, key, threads, attempts, reason}): Cell[] => [
      id,
      experiment,
      name,
      how,
      timeCell(seconds),
      key === null ? null : {value: key, text: key.slice(0, 10)},
      threads,
      attempts,
      reason,
    ]),
  ),
  notes: [],
  empty: 'No runs.',
});

/** What happened in each run, in order: its start, its stages, what failed, its end, and what people noted. */
export const logSheet = ({runs}: PaneSubject): Sheet => ({
  columns: ['run', 'experiment', 'at', 'what', 'how', 'time', 'text'],
  rows: runs.flatMap(({detail: {id, experiment, started, status, seconds, stages, notes}}): Cell[][] => {
    const row = (at: string | null, what: string, ...rest: readonly Cell[]) => [
      id,
      experiment,
      at === null ? null : {value: at, text: at.slice(0, 19).replace('T', ' ')},
      what,
      ...rest,
    ];
    return [
      row(started, 'run', 'began', null, null),
      ...stages.map(({name, how, seconds: took, reason, failure}) =>
        row(null, name, how, timeCell(took), failure === null ? reason : failureText(failure)),
      ),
      ...(status === 'running' ? [] : [row(null, 'run', status, timeCell(seconds), null)]),
      ...notes.map(({written, note}) => row(written, 'note', null, null, note)),
    ];
  }),
  notes: [],
  empty: 'No runs.',
});

const timeCell = (seconds: number | null): Cell =>
  seconds === null ? null : {value: seconds, text: duration(seconds)};
