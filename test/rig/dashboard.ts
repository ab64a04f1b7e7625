import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Event} from '../../src/runner/events.ts';
import {openTracking, type Tracking} from '../../src/tracking/open-tracking.ts';
import {createRecorder} from '../../src/tracking/recorder.ts';
import {frame} from '../../src/ui/dashboard/frame.ts';
import {openSource, type Source} from '../../src/ui/dashboard/source.ts';
import {emptyDashboard, type Act, type Dashboard} from '../../src/ui/dashboard/state.ts';
import {step, type Happening} from '../../src/ui/dashboard/step.ts';
import {recordedStudy, start, studyMetrics} from './recorded-study.ts';
import {unwrap} from './workspace.ts';

/** The dashboard on a real record without a terminal: keys in, frames and acts out. */
export interface Driven {
  readonly tracking: Tracking;
  /** The same record as another process has it open. */
  readonly elsewhere: Tracking;
  /** The store of artifacts, empty. */
  readonly artifacts: string;
  readonly press: (...keys: readonly string[]) => void;
  /** Characters of a line that is typed. */
  readonly type: (text: string) => void;
  readonly happen: (...happenings: readonly Happening[]) => void;
  /** Takes in what the record says now. */
  readonly look: () => void;
  readonly state: () => Dashboard;
  readonly acts: () => readonly Act[];
  /** The lines of the frame, without styles. */
  readonly lines: () => readonly string[];
  /** The same as one text. */
  readonly screen: () => string;
  readonly close: () => void;
}

export const hourAfter = start + 3_600_000;

export function driveDashboard(
  events: readonly Event[],
  [columns, rows]: readonly [columns: number, rows: number],
  names: readonly string[] = [],
): Driven {
  const folder = mkdtempSync(join(tmpdir(), 'epochal-dashboard-'));
  const tracking = unwrap(openTracking(join(folder, 'runs.db')));
  const elsewhere = unwrap(openTracking(join(folder, 'runs.db')));
  events.forEach(createRecorder(tracking));
  const source: Source = unwrap(
    openSource({tracking, metrics: studyMetrics, names, artifacts: join(folder, 'artifacts')}),
  );
  let state = emptyDashboard({size: {columns, rows}, now: hourAfter, metrics: studyMetrics});
  let acts: readonly Act[] = [];
  const happen = (...happenings: readonly Happening[]) => {
    for (const happening of happenings) {
      const next = step(state, happening);
      state = next.state;
      acts = [...acts, ...next.acts];
    }
    const read = unwrap(source.read(state));
    if (read !== state.read) state = step(state, {type: 'read', read}).state;
  };
  const lines = () => frame(state).map((line) => line.map(({text}) => text).join(''));
  while (unwrap(source.more(100)));
  happen({type: 'runs', runs: source.runs(), loading: false});
  return {
    tracking,
    elsewhere,
    artifacts: join(folder, 'artifacts'),
    happen,
    press: (...keys) => keys.forEach((key) => happen({type: 'key', key})),
    type: (text) => text.split('').forEach((key) => happen({type: 'key', key: key === ' ' ? 'space' : key})),
    look: () => {
      if (unwrap(source.look())) happen({type: 'runs', runs: source.runs(), loading: false});
    },
    state: () => state,
    acts: () => acts,
    lines,
    screen: () =>
      `\n${lines()
        .map((line) => line.trimEnd())
        .join('\n')}\n`,
    close: () => {
      tracking.close();
      elsewhere.close();
      rmSync(folder, {recursive: true});
    },
  };
}

/** So many trials of one experiment, a minute apart, each a little better than the one before. */
export function recordedTrials(trials: number): readonly Event[] {
  const events = recordedStudy({only: ['cnn'], epochs: 3});
  return Array.from({length: trials}, (_, trial) =>
    events.flatMap((event): readonly Event[] => {
      if (!('run' in event)) return trial === 0 ? [event] : [];
      const moved = {...event, run: `trial-${String(trial).padStart(3, '0')}`, at: event.at + trial * 60_000};
      if (moved.type === 'run-started') {
        return [
          {
            ...moved,
            params: {...moved.params, 'train.learning_rate': 0.001 * (trial + 1), 'train.seed': trial % 3},
          },
        ];
      }
      if (moved.type !== 'stage-reported' || moved.report.type !== 'metrics') return [moved];
      const values = Object.fromEntries(
        Object.entries(moved.report.values).map(([name, value]) => [
          name,
          name === 'val_acc' ? value + trial / 1000 : value,
        ]),
      );
      return [{...moved, report: {...moved.report, values}}];
    }),
  ).flat();
}
