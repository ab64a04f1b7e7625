import {afterEach, beforeEach, expect, test} from 'vitest';
import {asCodeChanges, standIns, type AcceptedChange} from '../../../src/runner/accepted.ts';
import type {Fingerprint} from '../../../src/runner/fingerprint.ts';
import {drivenStages, type DrivenStages} from '../../rig/driven-stages.ts';
import {makeWorkspace, type RunOptions, type Workspace} from '../../rig/workspace.ts';

let workspace: Workspace;
let stages: DrivenStages;
beforeEach(async () => {
  stages = drivenStages({make: {}, use: {inputs: ['made']}});
  workspace = await makeWorkspace({
    'pipeline.yaml': 'stages: {make: {uses: make}, use: {uses: use, needs: {made: make}}}',
  });
});
afterEach(() => workspace.remove());

const code = (make: string): Readonly<Record<string, string>> => ({'stages/make': make, 'stages/use': 'U'});

const change = (before: string, after: string, at = 0): AcceptedChange => ({
  definition: 'make',
  changes: [{field: 'code', name: 'stages/make', before, after}],
  at,
  what: 'code of stages/make changed',
});

/** What became of each stage; those that run end well. */
async function outcomes(options: RunOptions): Promise<readonly string[]> {
  const started = await workspace.run(stages.definitions, options);
  void stages.next('make').then(({done}) => done());
  void stages.next('use').then(({done}) => done());
  await started.end;
  return started
    .transcript()
    .filter((line) => /^\S+ (make|use) (ran|cached|shared|failed)/.test(line))
    .map((line) => line.slice(line.indexOf(' ') + 1));
}

const accepted = 'accepted as cosmetic on 1970-01-01: code of stages/make changed';
const unchanged = 'use cached: same params, code and inputs as before';

test('after an accepted change the earlier result is a hit; a later change is not', async () => {
  await outcomes({code: code('A')});
  const ready = {code: code('B'), accepted: [change('A', 'B')]};
  expect(await outcomes(ready)).toEqual([`make cached: ${accepted}`, unchanged]);
  const [foretold] = await workspace.foretell(stages.definitions, ready);
  expect(foretold?.stages.map(({name, prospect}) => [name, prospect.will])).toEqual([
    ['make', 'cached'],
    ['use', 'cached'],
  ]);
  expect(await outcomes({code: code('C'), accepted: [change('A', 'B')]})).toEqual([
    'make ran: code of stages/make changed',
    unchanged,
  ]);
});

test('one accepted change upon another; a result of the present code goes first', async () => {
  await outcomes({code: code('A')});
  const chain = [change('B', 'C', 1), change('A', 'B')];
  expect(await outcomes({code: code('C'), accepted: chain})).toEqual([`make cached: ${accepted}`, unchanged]);
  expect(await outcomes({code: code('C'), accepted: chain, select: {force: ['make']}})).toEqual([
    'make ran: forced',
    unchanged,
  ]);
  expect(await outcomes({code: code('C'), accepted: chain})).toEqual([
    'make cached: same params, code and inputs as before',
    unchanged,
  ]);
});

test('a selected stage takes what was accepted of one that is not selected', async () => {
  await outcomes({code: code('A')});
  expect(await outcomes({code: code('B'), accepted: [change('A', 'B')], select: {only: ['use']}})).toEqual([
    `make cached: ${accepted}`,
    unchanged,
  ]);
});

test('only code that was there before and is there now can be accepted', () => {
  const differing = {field: 'code', name: 'm', before: 'A', after: 'B'} as const;
  expect(asCodeChanges([differing])).toEqual([differing]);
  expect(asCodeChanges([])).toBeUndefined();
  expect(asCodeChanges([{...differing, before: undefined}])).toBeUndefined();
  expect(asCodeChanges([differing, {field: 'params', name: 'x', before: 1, after: 2}])).toBeUndefined();
});

test('changes that lead in a circle end, and those of another definition do not count', () => {
  const now: Fingerprint = {definition: 'make', params: {}, inputs: {}, code: {'stages/make': 'A'}};
  const found = standIns(now, [change('A', 'B'), change('B', 'A'), change('C', 'B')]);
  expect(found.map(({fingerprint}) => fingerprint.code['stages/make'])).toEqual(['B', 'C']);
  expect(standIns({...now, definition: 'other'}, [change('B', 'A')])).toEqual([]);
});
