import {cp, readdir, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import type {ForetoldRun} from '../../../src/runner/foretell.ts';
import {foretoldJson} from '../../../src/ui/foretold-json.ts';
import {foretoldText} from '../../../src/ui/foretold-text.ts';
import {studyStages} from '../../rig/study-stages.ts';
import {makeWorkspace, type Workspace} from '../../rig/workspace.ts';

const workspaces: Workspace[] = [];
afterEach(() => Promise.all(workspaces.splice(0).map((each) => each.remove())));

const study = `
name: study
stages:
  download: {uses: download}
  preprocess: {uses: preprocess, needs: {raw: download}}
  train: {uses: train, needs: {dataset: preprocess}}
  evaluate: {uses: evaluate, needs: {model: train, dataset: preprocess}}
`;

async function workspaceWith(pipeline: string, files: Readonly<Record<string, string>> = {}) {
  const workspace = await makeWorkspace({'pipeline.yaml': pipeline, ...files});
  workspaces.push(workspace);
  return workspace;
}

/** A workspace in which the study ran once. */
async function studied() {
  const workspace = await workspaceWith(study);
  const stages = studyStages();
  const run = await workspace.run(stages.definitions);
  for (const name of ['download', 'preprocess', 'train', 'evaluate']) await (await stages.next(name)).done();
  await run.end;
  return {workspace, stages};
}

const lines = (runs: readonly ForetoldRun[]) =>
  foretoldText(runs)
    .replaceAll(/took .+? s /g, 'took … s ')
    .split('\n');

const snapshotOf = async (folder: string) =>
  Promise.all(
    (await readdir(folder, {recursive: true})).sort().map(async (name) => {
      const {mtimeMs, size} = await stat(join(folder, name));
      return [name, mtimeMs, size];
    }),
  );

describe('a dry run', () => {
  test('of a new workspace says that all would run, and leaves no trace', async () => {
    const workspace = await workspaceWith(study, {
      'experiments/mlp.yaml': 'set: {train.model: mlp}',
      'experiments/cnn.yaml': 'set: {train.model: cnn}',
    });
    const before = await snapshotOf(workspace.folder);
    const foretold = await workspace.foretell(studyStages().definitions, {experiments: ['mlp', 'cnn']});
    expect(lines(foretold)).toEqual([
      'mlp',
      '  ▸ download    runs  nothing cached yet',
      '  ▸ preprocess  runs  nothing cached yet',
      '  ▸ train       runs  nothing cached yet',
      '  ▸ evaluate    runs  nothing cached yet',
      '',
      'cnn',
      '  ⇄ download    shared  run mlp does the same work',
      '  ⇄ preprocess  shared  run mlp does the same work',
      '  ▸ train       runs    nothing cached yet',
      '  ▸ evaluate    runs    nothing cached yet',
      '',
      'Nothing was done. 6 would run, 2 would be shared.',
      '',
    ]);
    expect(await snapshotOf(workspace.folder)).toEqual(before);
  });

  test('tells what runs, what is cached, and what hangs on a result that is not there yet', async () => {
    const {workspace, stages} = await studied();
    const before = await snapshotOf(workspace.folder);
    expect(lines(await workspace.foretell(stages.definitions))).toEqual([
      'study',
      '  ↺ download    cached  same params, code and inputs as before',
      '  ↺ preprocess  cached  same params, code and inputs as before',
      '  ↺ train       cached  same params, code and inputs as before',
      '  ↺ evaluate    cached  same params, code and inputs as before',
      '',
      'Nothing was done. 4 would be taken from the store.',
      '',
    ]);
    expect(lines(await workspace.foretell(stages.definitions, {set: ['train.epochs=40']}))).toEqual([
      'study',
      '  ↺ download    cached   same params, code and inputs as before',
      '  ↺ preprocess  cached   same params, code and inputs as before',
      '  ▸ train       runs     train.epochs 20 → 40 · took … s the nearest time before',
      '  ? evaluate    depends  on train, which runs · cached if that comes out as before · took … s the nearest time before',
      '',
      'Nothing was done. 1 would run, 1 would depend on those, 2 would be taken from the store.',
      '',
    ]);
    expect(await snapshotOf(workspace.folder)).toEqual(before);

    const changed = {set: ['download.source=kaggle', 'train.epochs=40']};
    const [foretold] = await workspace.foretell(stages.definitions, changed);
    const [download, preprocess, train, evaluate] = foretold?.stages ?? [];
    expect(download?.prospect).toMatchObject({will: 'run', reason: 'download.source auto → kaggle'});
    expect(preprocess?.prospect).toMatchObject({
      will: 'depends',
      on: ['download'],
      ifEqual: {will: 'cached'},
    });
    // Whatever preprocess brings, nothing was trained for 40 epochs.
    expect(train?.prospect).toMatchObject({will: 'run', reason: 'train.epochs 20 → 40'});
    expect(train?.prospect).not.toHaveProperty('key');
    expect(evaluate?.prospect).toMatchObject({
      will: 'depends',
      on: ['train', 'preprocess'],
      reason: 'train, which runs, and on preprocess, which depends itself',
    });
    expect(JSON.parse(foretoldJson([{experiment: 'study', stages: foretold?.stages ?? []}]))).toMatchObject([
      {
        experiment: 'study',
        stages: [
          {name: 'download', will: 'run'},
          {name: 'preprocess', will: 'depends', on: ['download'], if_equal: {will: 'cached'}},
          {name: 'train', will: 'run'},
          {name: 'evaluate', will: 'depends'},
        ],
      },
    ]);
  });

  test('sees results that are damaged or gone', async () => {
    const {workspace, stages} = await studied();
    const run = await workspace.run(stages.definitions);
    const outcomes = (await run.end).runs[0]?.stages;
    const folderOf = (name: string) => {
      const outcome = outcomes?.get(name);
      if (outcome?.status !== 'done') throw new Error(`${name} is not done.`);
      return outcome.artifact.folder;
    };
    await cp(join(folderOf('train'), 'out.txt'), join(folderOf('train'), 'stranger.txt'));
    await writeFile(join(folderOf('evaluate'), '..', 'manifest.json'), '{');
    expect(lines(await workspace.foretell(stages.definitions)).slice(3, 5)).toEqual([
      '  ▸ train       runs    its stored result is damaged: stranger.txt does not belong to it',
      '  ▸ evaluate    runs    its stored result is gone',
    ]);
  });

  test('names the failure that the run would meet, and what it would skip', async () => {
    const workspace = await workspaceWith(study);
    const {definitions} = studyStages();
    const foretold = await workspace.foretell(definitions, {code: {'stages/download': 'code'}});
    expect(lines(foretold)).toEqual([
      'study',
      '  ▸ download    runs     nothing cached yet',
      '  ✖ preprocess  fails    The build holds no code digest of stages/preprocess. Build again with `npm run build`; if that does not help, please report it.',
      '  − train       skipped  preprocess would fail',
      '  − evaluate    skipped  preprocess would fail',
      '',
      'Nothing was done. 1 would run, 1 would fail, 2 would be skipped.',
      '',
    ]);
  });
});
