import {afterEach, expect, test} from 'vitest';
import {driveDashboard, type Driven} from '../../../rig/dashboard.ts';
import {recordedStudy} from '../../../rig/recorded-study.ts';

let driven: Driven;
const drive = () => (driven = driveDashboard(recordedStudy({epochs: 2}), [100, 24]));
afterEach(() => driven.close());

test('tagging asks, and is for the marked runs or the one under the cursor', () => {
  drive();
  driven.press('t');
  driven.type('good -old');
  expect(driven.lines().at(-1)?.trim()).toBe('tag: good -old');
  driven.press('enter', 'space', 'space', ':');
  driven.type('tag paper');
  driven.press('enter');
  expect(driven.acts()).toEqual([
    {type: 'tag', ids: ['261124-g9k4'], add: ['good'], remove: ['old']},
    {type: 'tag', ids: ['261124-g9k4', '261124-g9k3'], add: ['paper'], remove: []},
  ]);
});

test('deleting asks first, and only y does it', () => {
  drive();
  driven.press('D');
  expect(driven.lines().at(-1)?.trim()).toBe(
    'Delete run 261124-g9k4 from the record? u undoes it while this is open  y yes · any other key no',
  );
  driven.press('n');
  expect(driven.acts()).toEqual([]);
  driven.press('D', 'y', 'u');
  expect(driven.acts()).toEqual([{type: 'delete', ids: ['261124-g9k4']}, {type: 'undo'}]);
});

test('a branch says what is wrong with its changes', () => {
  drive();
  for (const [typed, said] of [
    ['epochs', 'Write what changes as param=value, as in train.epochs=40.'],
    ['train.epoch=40', 'Run 261124-g9k4 has no param train.epoch.'],
  ] as const) {
    driven.press('b');
    driven.type(typed);
    driven.press('enter');
    expect(driven.lines().at(-1)?.trim()).toBe(said);
  }
  // Half of a list is the text that it looks like, as with -s.
  driven.press('b');
  driven.type('train.model=[');
  driven.press('enter');
  expect(driven.acts()).toMatchObject([{type: 'plan', changes: [['train.model', '[']]}]);
  driven.press('b');
  driven.type('train.epochs=40 train.seed=2');
  driven.press('enter');
  expect(driven.acts().slice(1)).toMatchObject([
    {
      type: 'plan',
      run: {id: '261124-g9k4'},
      changes: [
        ['train.epochs', 40],
        ['train.seed', 2],
      ],
    },
  ]);
});

test('a page starts what it announces, or closes', () => {
  drive();
  const page = {
    type: 'page',
    title: 'Run again',
    lines: ['train would run'],
    scroll: 0,
    start: ['run'],
  } as const;
  driven.happen({type: 'page', page});
  driven.press('j', 'x');
  expect(driven.state().mode).toEqual({type: 'browse'});
  driven.happen({type: 'page', page});
  driven.press('enter');
  expect(driven.acts()).toEqual([{type: 'start', args: ['run']}]);
});

test('what has no name is not saved, and no tag is empty', () => {
  drive();
  driven.press('W', 'enter');
  expect(driven.lines().at(-1)?.trim()).toBe('A view is saved under a name.');
  driven.press('t');
  driven.type('+ -');
  driven.press('enter');
  expect(driven.acts()).toEqual([]);
});

test('a filter at fault is told of, typed as a command or saved in a view', () => {
  drive();
  driven.press(':');
  driven.type('filter odd=1');
  driven.press('enter');
  expect(driven.lines().at(-1)).toContain('No run has');
  expect(driven.state().table.rows).toHaveLength(3);
  const saved = new Map([['odd', {...driven.state().view, filter: 'odd=1'}]]);
  driven.happen({type: 'views', saved});
  driven.press('V');
  driven.type('odd');
  driven.press('enter');
  expect(driven.lines().at(-1)).toContain('No run has');
  expect(driven.state().table.rows).toEqual([]);
});

test('an unknown command, an unknown view, a run that is not running', () => {
  drive();
  for (const [command, said] of [
    ['frobnicate', 'There is no frobnicate: ? shows all.'],
    ['view best', 'There is no view best: save one with W.'],
    ['stop', 'This run is not running.'],
  ] as const) {
    driven.press(':');
    driven.type(command);
    driven.press('enter');
    expect(driven.lines().at(-1)?.trim()).toBe(said);
  }
});

test('marking changes what only the differences show', () => {
  drive();
  const titles = () => driven.lines()[1]?.trim().split(/ {2,}/);
  driven.press('d');
  expect(titles()).toContain('model');
  driven.press('space', 'space');
  expect(titles()).toEqual([
    'experiment',
    'run',
    'val_acc',
    'best val_acc',
    'curve',
    'rotation',
    'zoom',
    'val_loss',
  ]);
});

test('a run that was opened and closed leaves the pane that was there', () => {
  drive();
  driven.press('4', 'enter', 'esc');
  expect(driven.screen()).toContain('No evaluation of this run lies in the store.');
});
