import {afterEach, describe, expect, test} from 'vitest';
import type {Event} from '../../../../src/runner/events.ts';
import {createRecorder} from '../../../../src/tracking/recorder.ts';
import {changeTags} from '../../../../src/tracking/annotate-runs.ts';
import {removeRuns} from '../../../../src/tracking/delete-runs.ts';
import {currentRun} from '../../../../src/ui/dashboard/state.ts';
import {driveDashboard, recordedTrials, type Driven} from '../../../rig/dashboard.ts';
import {recordedStudy} from '../../../rig/recorded-study.ts';
import {unwrap} from '../../../rig/workspace.ts';

let driven: Driven;
const drive = (events: readonly Event[] = recordedStudy({epochs: 2}), names: readonly string[] = []) =>
  (driven = driveDashboard(events, [100, 30], names));
afterEach(() => driven.close());

/** A run that another process begins and ends. */
const another = (run: string, change: (event: Event & {type: 'run-started'}) => Event = (event) => event) => {
  recordedTrials(1)
    .flatMap((event): readonly Event[] => {
      if (!('run' in event)) return [event];
      const moved = {...event, run, at: event.at + 3_000_000};
      return [moved.type === 'run-started' ? change(moved) : moved];
    })
    .forEach(createRecorder(driven.elsewhere));
  driven.look();
};
const gone = (...ids: readonly string[]) => {
  unwrap(removeRuns(driven.elsewhere, ids));
  driven.look();
};
const under = () => currentRun(driven.state())?.id;
const footer = () => driven.lines().at(-1)?.trim();

describe('what is asked for is for the run that it was asked for', () => {
  test.each(['e', 't', 'b'])('%s, also when a newer run has come meanwhile', (key) => {
    drive();
    driven.press(key);
    driven.type('train.epochs=3');
    another('later');
    driven.press('enter');
    expect(JSON.stringify(driven.acts())).toContain('261124-g9k4');
    expect(JSON.stringify(driven.acts())).not.toContain('later');
    // With nothing open the first row is followed again.
    another('last');
    expect(under()).toBe('261124-g9k4');
    driven.press('g');
    another('the-last');
    expect(under()).toBe('the-last');
  });

  test('of one that is gone meanwhile nothing is done, and that is said', () => {
    drive();
    driven.press(':');
    driven.type('note good');
    gone('261124-g9k4');
    driven.press('enter');
    expect(driven.acts()).toEqual([]);
    expect(footer()).toBe('Run 261124-g9k4 is not here any more: nothing was done.');
  });

  test('a page that was asked for does not come between somebody and what they type', () => {
    drive();
    driven.press('R', 'e');
    driven.type('go');
    const page = {type: 'page', title: 'Run again', lines: ['runs'], scroll: 0, start: ['run']} as const;
    driven.happen({type: 'page', page});
    driven.type('od');
    driven.press('enter');
    expect(driven.acts()).toMatchObject([{type: 'plan'}, {type: 'note', note: 'good'}]);
    expect(driven.state().mode).toEqual(page);
  });

  test('leaving a filter brings the cursor back to its run', () => {
    drive();
    driven.press('j', 'j', '/');
    driven.type('cnn');
    driven.press('esc');
    expect(under()).toBe('261124-g9k2');
  });
});

describe('runs that go', () => {
  test('take their marks along', () => {
    drive();
    driven.press('space', 'space');
    gone('261124-g9k4');
    expect([...driven.state().marks.keys()]).toEqual(['261124-g9k3']);
  });

  test('and leave a filter that no other run can pass', () => {
    drive();
    another('odd', (event) => ({...event, params: {...event.params, 'train.odd': 1}}));
    driven.press('/');
    driven.type('odd=1');
    driven.press('enter');
    expect(driven.state().table.rows.map(({id}) => id)).toEqual(['odd']);
    gone('odd');
    expect(driven.state().table.rows).toEqual([]);
    expect(driven.screen()).toContain('No run is meant by odd=1: esc drops the filter.');
  });

  test('may have been named: those that are left stay', () => {
    drive(undefined, ['mlp', '261124-g9k3']);
    gone('261124-g9k2');
    expect(driven.state().table.rows.map(({id}) => id)).toEqual(['261124-g9k3']);
    gone('261124-g9k3');
    expect(driven.state().table.rows).toEqual([]);
    expect(driven.screen()).toContain('No runs yet');
  });

  test('a beginning that others came to share stays with the run that it meant', () => {
    drive(undefined, ['261124-g9k3']);
    another('261124-g9k3b');
    another('261124-g9k34');
    expect(driven.state().table.rows.map(({id}) => id)).toEqual(['261124-g9k3']);
  });
});

describe('seeds as one row', () => {
  /** Two groups of three. */
  const groups = () => {
    drive(
      recordedTrials(6).map((event) =>
        event.type === 'run-started'
          ? {...event, params: {...event.params, 'train.learning_rate': Number(event.run.at(-1)) < 3 ? 1 : 2}}
          : event,
      ),
    );
    driven.press('o');
  };

  test('the cursor stays on its row when a newer seed comes to stand for it', () => {
    groups();
    driven.press('j');
    expect(under()).toBe('trial-002');
    another('trial-9', (event) => ({
      ...event,
      params: {...event.params, 'train.learning_rate': 1, 'train.seed': 9},
    }));
    expect(driven.state().table.rows.map(({id}) => id)).toEqual(['trial-9', 'trial-005']);
    expect(under()).toBe('trial-9');
  });

  test('a marked row stands for all of its runs, as the row under the cursor does', () => {
    groups();
    driven.press('space', 'D', 'y');
    expect(driven.acts()).toEqual([{type: 'delete', ids: ['trial-005', 'trial-004', 'trial-003']}]);
  });
});

test('a report is of what is shown, or of what is marked', () => {
  drive(undefined, ['cnn', 'mlp']);
  driven.press('F');
  unwrap(changeTags(driven.elsewhere, ['261124-g9k2'], {add: ['archived'], remove: []}));
  driven.look();
  driven.press('F', 'space', 'F', '/');
  driven.type('!cnn');
  driven.press('enter', 'esc', 'esc');
  driven.press('/');
  driven.type('!cnn');
  driven.press('enter', 'F');
  expect(driven.acts()).toEqual([
    {type: 'report', args: ['261124-g9k3', '261124-g9k2']},
    {type: 'report', args: ['261124-g9k3']},
    {type: 'report', args: ['--figures', '1', '261124-g9k3']},
  ]);
  expect(footer()).toBe('No run is shown.');
});

test('the run under the cursor is shown, however many are marked', () => {
  drive(recordedTrials(12));
  driven.press('v', 'G', 'v', '3');
  expect(driven.state().marks.size).toBe(12);
  expect(driven.screen()).toContain('run trial-000');
});
