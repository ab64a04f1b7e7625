import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {foretoldText} from '../../../src/ui/foretold-text.ts';
import {studyStages} from '../../rig/study-stages.ts';
import {makeWorkspace, type RunOptions, type Workspace} from '../../rig/workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await makeWorkspace({
    'pipeline.yaml': `
name: study
stages:
  download: {uses: download}
  preprocess: {uses: preprocess, needs: {raw: download}}
  train: {uses: train, needs: {dataset: preprocess}}
  evaluate: {uses: evaluate, needs: {model: train, dataset: preprocess}}
`,
  });
});
afterEach(() => workspace.remove());

const stages = studyStages();

/** Runs with these stages ending well, each leaving its text. */
async function run(ends: Readonly<Record<string, string>>, options: RunOptions = {}) {
  const started = await workspace.run(stages.definitions, options);
  for (const [name, text] of Object.entries(ends)) await (await stages.next(name)).done({'out.txt': text});
  const {status, runs} = await started.end;
  const lines = started.transcript().filter((line) => / (ran|cached|failed|skipped)\b/.test(line));
  return {status, stages: runs[0]?.stages, lines: lines.map((line) => line.replace(/^(\S+) /, ''))};
}
const everything = {download: 'd', preprocess: 'p', train: 't', evaluate: 'e'};
const reason = 'same params, code and inputs as before';

test('what is selected runs, what it needs comes from the store, the rest is left out', async () => {
  await run(everything);
  const only = await run({train: 't2'}, {set: ['train.epochs=40'], select: {only: ['train']}});
  expect(only.lines).toEqual([
    `download cached: ${reason}`,
    `preprocess cached: ${reason}`,
    'train ran: train.epochs 20 → 40',
  ]);
  const missing: RunOptions = {
    set: ['preprocess.split=[0.5, 0.5]'],
    select: {downstream: ['preprocess']},
  };
  const what =
    'Stage preprocess is not selected, and its result is not in the store: preprocess.split unset → [0.5,0.5].';
  const [foretold] = await workspace.foretell(stages.definitions, missing);
  expect(foretold?.stages.map(({prospect}) => prospect)).toMatchObject([
    {will: 'cached'},
    {will: 'fail', failure: {what, blame: 'user'}},
    {will: 'skipped'},
    {will: 'skipped'},
  ]);
  expect((await run({}, missing)).lines.slice(0, 4)).toEqual([
    `download cached: ${reason}`,
    `preprocess failed: ${what}`,
    'train skipped because of preprocess',
    'evaluate skipped because of preprocess',
  ]);
});

test('what is forced runs again; the same result changes nothing, another one takes its place', async () => {
  await run(everything);
  const force: RunOptions = {select: {force: ['train']}};
  expect(foretoldText(await workspace.foretell(stages.definitions, force)).split('\n')[3]).toMatch(
    /▸ train {7}runs {5}forced/,
  );
  expect((await run({train: 't'}, force)).lines).toEqual([
    `download cached: ${reason}`,
    `preprocess cached: ${reason}`,
    'train ran: forced',
    `evaluate cached: ${reason}`,
  ]);
  const other = await run({train: 'other', evaluate: 'e'}, force);
  expect(other.lines.slice(2)).toEqual(['train ran: forced', 'evaluate ran: input model changed']);
  const after = await run({});
  expect(after.lines[2]).toBe(`train cached: ${reason}`);
  const train = after.stages?.get('train');
  if (train?.status !== 'done') throw new Error('train is not done.');
  expect(await readFile(join(train.artifact.folder, 'out.txt'), 'utf8')).toBe('other');
});

test('without a cache all that is selected runs, for this execution alone', async () => {
  await run(everything);
  const fresh = await run({train: 'x', evaluate: 'e'}, {select: {noCache: true, from: ['train']}});
  expect(fresh.lines.slice(2)).toEqual([
    'train ran: without a cache (cache: false or --no-cache)',
    'evaluate ran: without a cache (cache: false or --no-cache)',
  ]);
  expect((await run({})).lines[2]).toBe(`train cached: ${reason}`);
});
