import {afterEach, expect, test} from 'vitest';
import {driveDashboard, recordedTrials, type Driven} from '../../../rig/dashboard.ts';

let driven: Driven;
afterEach(() => driven.close());

const shown = () => driven.state().table.rows.map(({id}) => id);

test('a filter holds while it is typed, and says where it is at fault', () => {
  driven = driveDashboard(recordedTrials(8), [100, 24]);
  driven.press('/');
  driven.type('learning_rate>=0.006 and !trial-007');
  expect(shown()).toEqual(['trial-006', 'trial-005']);
  driven.press('enter');
  expect(driven.lines()[0]?.trim()).toBe(
    'sign-language-mnist · 2 of 8 runs · /learning_rate>=0.006 and !trial-007',
  );
  driven.press('/', 'ctrl-u');
  driven.type('lerning_rate>1');
  expect(driven.lines().at(-1)).toContain('No run has a param, a metric or a field named lerning_rate.');
  driven.press('enter');
  expect(driven.state().mode.type).toBe('prompt');
  driven.press('esc');
  expect(shown()).toEqual(['trial-006', 'trial-005']);
});

test('after the filter is dropped, n and N go from one match to the next', () => {
  driven = driveDashboard(recordedTrials(8), [100, 24]);
  driven.press('/');
  driven.type('train.seed=0');
  driven.press('enter', 'esc');
  expect(shown()).toHaveLength(8);
  const at = () => driven.state().table.rows[driven.state().table.cursor]?.id;
  driven.press('g', 'n');
  expect(at()).toBe('trial-006');
  driven.press('n', 'n');
  expect(at()).toBe('trial-000');
  driven.press('N');
  expect(at()).toBe('trial-003');
});
