import {afterEach, describe, expect, test} from 'vitest';
import {addNote} from '../../../../src/tracking/annotate-runs.ts';
import type {Event} from '../../../../src/runner/events.ts';
import type {Evaluation} from '../../../../src/ui/evaluation.ts';
import {figuresPane} from '../../../../src/ui/dashboard/panes/figures.ts';
import {runPage} from '../../../../src/ui/run-page.ts';
import {runDetail} from '../../../../src/tracking/run-detail.ts';
import {widthOf} from '../../../../src/ui/text-width.ts';
import {driveDashboard, type Driven} from '../../../rig/dashboard.ts';
import {recordedStudy} from '../../../rig/recorded-study.ts';
import {unwrap} from '../../../rig/workspace.ts';

let driven: Driven;
const drive = (
  events: readonly Event[] = recordedStudy({epochs: 2}),
  size: readonly [number, number] = [100, 30],
) => (driven = driveDashboard(events, size));
afterEach(() => driven.close());

describe('figures', () => {
  const figures = (evaluation: Evaluation, width = 60): readonly string[] => {
    drive();
    const state = driven.state();
    const evaluations = new Map(state.runs.map(({id}) => [id, evaluation]));
    const lines = figuresPane({...state, read: {...state.read, evaluations}}, {width, rows: 20});
    return lines.map((line) =>
      line
        .map(({text}) => text)
        .join('')
        .trimEnd(),
    );
  };
  const identity = (classes: number) =>
    Array.from({length: classes}, (_, row) =>
      Array.from({length: classes}, (__, at) => (at === row ? 9 : 0)),
    );

  test('of a thousand labels, as much of the matrix as there is room for', () => {
    const labels = Array.from({length: 1000}, (_, index) => ({name: `label ${index}`, recall: 1}));
    const lines = figures({labels, confusion: identity(1000), mistakes: []});
    expect(lines).toHaveLength(1004);
    expect(lines[3]).toMatch(/^ {2}(l ){28}l …$/);
  });

  test('labels of wide characters stay whole and in their columns', () => {
    const labels = ['猫', '🐕', 'é'].map((name) => ({name, recall: 1}));
    const confusion = [
      [10, 0, 0],
      [2, 8, 0],
      [0, 0, 10],
    ];
    const image = new Uint8Array(64);
    const mistakes = [
      {actual: '🐕🐕🐕🐕', predicted: '猫', confidence: 0.9, image, width: 8},
      {actual: 'é', predicted: '猫', confidence: 0.8, image, width: 8},
    ];
    const lines = figures({labels, confusion, mistakes});
    expect(lines[1]).toBe('🐕🐕🐕🐕  é → 猫 8');
    expect(lines.slice(-4)).toEqual(['   猫 🐕  é', '猫 10  ·  ·', '🐕  2  8  ·', 'é   ·  · 10']);
  });
});

describe('names that mean harm to a terminal', () => {
  const hostile = 'x\x1b[2Jy\x1b]0;z\x07\x9b31m';
  const events = recordedStudy({epochs: 3}).map((event): Event => {
    if (event.type === 'run-started')
      return {...event, params: {...event.params, [`train.${hostile}`]: event.run}};
    if (event.type !== 'stage-reported') return event;
    if (event.report.type === 'fact') return {...event, report: {...event.report, name: `f${hostile}`}};
    if (event.report.type !== 'metrics') return event;
    const {val_acc = 0} = event.report.values;
    return {
      ...event,
      report: {
        ...event.report,
        values: {...event.report.values, [hostile]: val_acc, [`val_${hostile}`]: val_acc},
      },
    };
  });
  /** What a terminal obeys, but for the ends of lines. */
  const commands = (text: string) =>
    text.split('').filter((char) => char !== '\n' && (char < ' ' || (char > '~' && char < '\xa0')));

  test.each(['1', '2', '3', '5', 'c', '?'])('never come through: %s', (key) => {
    drive(events, [160, 40]);
    driven.press('space', 'space', key);
    for (let turn = 0; turn < 6; turn++) {
      expect(commands(driven.screen())).toEqual([]);
      driven.press(key === '1' ? 'm' : 'G');
    }
    expect(
      driven
        .lines()
        .map(widthOf)
        .filter((width) => width !== 159),
    ).toEqual([]);
  });

  test('nor to the page of a run', () => {
    drive(events);
    expect(commands(runPage(unwrap(runDetail(driven.tracking, 'cnn'))))).toEqual([]);
  });
});

describe('lines that are wider than the screen', () => {
  const last = () => driven.lines().at(-1)?.trimEnd();

  test('of what is typed the end is seen', () => {
    drive(undefined, [40, 10]);
    driven.press('e');
    driven.type('a note that is much longer than this narrow screen is 宽 wide');
    expect(last()).toBe('note: …n this narrow screen is 宽 wide');
  });

  test('also where a fault is told beside it', () => {
    drive(undefined, [60, 10]);
    driven.press('/');
    driven.type('train.epochs>=2 and train.model=cnn and train.epcohs=3');
    expect(last()).toMatch(/^\/….*train\.epcohs=3 {3}No run has/);
  });

  test('a long note, also one that somebody else writes, is there to its end', () => {
    drive(undefined, [80, 24]);
    const note = Array.from({length: 20}, (_, index) => `thought${index}`).join(' ');
    unwrap(addNote(driven.elsewhere, '261124-g9k4', {note, at: 0}));
    driven.look();
    driven.press('5', '+');
    for (const word of note.split(' ')) expect(driven.screen()).toContain(word);
    expect(driven.screen()).not.toContain('…');
  });

  test.each([40, 80])('a question says how it is answered: %i', (columns) => {
    drive(undefined, [columns, 10]);
    driven.press('D');
    expect(last()).toMatch(/^Delete run 261124-g9k4 .*… {2}y yes/);
  });
});
