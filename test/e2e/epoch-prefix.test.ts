import {rm} from 'node:fs/promises';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {digitsCsv} from '../rig/digits.ts';
import {makeWorkspace, type Workspace} from '../rig/epochal.ts';
import {filesOf} from '../rig/stage-work.ts';

const pipeline = `name: digits
stages:
  download: {uses: download, with: {source: file, path: ./data}}
  preprocess: {uses: preprocess, needs: {raw: download}}
  augment: {uses: augment, needs: {dataset: preprocess}, with: {rotation: 10}}
  train: {uses: train, needs: {dataset: augment}, with: {model: cnn, filters: [4], units: 16, batch_size: 32}}
  evaluate: {uses: evaluate, needs: {model: train, dataset: preprocess}}
`;
const files = {'pipeline.yaml': pipeline, 'data/train.csv': digitsCsv(200, 1)};
const experiments = Object.fromEntries(
  [2, 3, 6].map((n) => [`experiments/e${n}.yaml`, `set: {train.epochs: ${n}}`]),
);

interface Run {
  readonly experiment: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly metrics: readonly {readonly name: string; readonly points: readonly {readonly step: number}[]}[];
  readonly stages: readonly {
    readonly name: string;
    readonly how: string;
    readonly key: string;
    readonly reason: string;
  }[];
}

async function runOf(workspace: Workspace, name: string): Promise<Run> {
  return JSON.parse((await workspace.epochal('show', name, '--json')).stdout) as Run;
}

/** Every file that train and evaluate left, by digest. */
async function artifactsOf(workspace: Workspace, {stages}: Run) {
  const of = async (name: string) => {
    const key = stages.find((each) => each.name === name)?.key ?? '';
    return filesOf(workspace.path('artifacts', key.slice(0, 2), key, 'files'));
  };
  return {train: await of('train'), evaluate: await of('evaluate')};
}

describe.each(['tensorflow', 'wasm'])('on %s', (engine) => {
  const env = {EPOCHAL_ENGINE: engine};
  const workspaces: Workspace[] = [];
  const workspaceWith = async (given: Readonly<Record<string, string>>) => {
    const made = await makeWorkspace(given, env);
    workspaces.push(made);
    return made;
  };
  let shared: Workspace;
  beforeAll(async () => {
    shared = await workspaceWith({...files, ...experiments});
  });
  afterAll(() => Promise.all(workspaces.map((each) => each.remove())));

  test('trainings of 6, 2 and 3 epochs train 6 between them, and leave the very bytes of separate ones', async () => {
    const args = ['run', '-s', 'train.threads=1'];
    const {exitCode, stdout} = await shared.epochal(...args, '-e', 'e6', '-e', 'e2,e3', '--json');
    expect(exitCode).toBe(0);
    const events = stdout.split('\n').map((line) => JSON.parse(line) as {type: string; report?: Progress});
    expect(imagesTrained(events)).toBe(6 * 160);

    for (const name of ['e3', 'e6']) {
      const separate = await workspaceWith({...files, ...experiments});
      expect((await separate.epochal(...args, '-e', name)).exitCode).toBe(0);
      const [together, alone] = [await runOf(shared, name), await runOf(separate, name)];
      expect(await artifactsOf(shared, together)).toEqual(await artifactsOf(separate, alone));
      expect(scoresOf(together)).toEqual(scoresOf(alone));
    }
    const long = await runOf(shared, 'e6');
    const short = await runOf(shared, 'e3');
    expect(long.facts['train.continued_from_epoch']).toBe(3);
    expect(long.stages.find(({name}) => name === 'train')?.reason).toMatch(
      /^train\.epochs 3 → 6, continues from epochs 3 of run [\w-]+$/,
    );
    expect(short.metrics.find(({name}) => name === 'epoch_seconds')?.points.length).toBe(3);
  });

  test('a later run goes on from the longest that is stored, also where its index is gone', async () => {
    await rm(shared.path('artifacts/fingerprints.jsonl'));
    const {stdout} = await shared.epochal('run', '-s', 'train.epochs=7', '-s', 'train.threads=1', '--json');
    const events = stdout.split('\n').map((line) => JSON.parse(line) as {type: string; report?: Progress});
    expect(imagesTrained(events)).toBe(160);
  });
});

interface Progress {
  readonly type: string;
  readonly done: number;
  readonly unit: string;
}

/** Of each training the first and last images that it told of tell how many it went through. */
function imagesTrained(events: readonly {readonly type: string; readonly report?: Progress}[]): number {
  let [images, last] = [0, 0];
  for (const {report} of events) {
    if (report?.type !== 'progress' || report.unit !== 'images') continue;
    if (report.done % 160 !== 0) continue;
    images += report.done > last && last > 0 ? report.done - last : 160;
    last = report.done;
  }
  return images;
}

/** Without times. */
const scoresOf = ({metrics}: Run) =>
  metrics.filter(({name}) => !['epoch_seconds', 'images_per_second'].includes(name));
