import {afterEach, beforeEach, expect, test} from 'vitest';
import {digitsCsv} from '../rig/digits.ts';
import {makeWorkspace, type Workspace} from '../rig/epochal.ts';

const pipeline = `name: digits
stages:
  download: {uses: download, with: {source: file, path: ./data}}
  preprocess: {uses: preprocess, needs: {raw: download}}
  train: {uses: train, needs: {dataset: preprocess}, with: {model: mlp, epochs: 500}}
  evaluate: {uses: evaluate, needs: {model: train, dataset: preprocess}}
`;

let workspace: Workspace;
beforeEach(async () => {
  workspace = await makeWorkspace({'pipeline.yaml': pipeline, 'data/train.csv': digitsCsv(400, 1)});
});
afterEach(() => workspace.remove());

interface Line {
  readonly type: string;
  readonly report?: {readonly type: string; readonly step?: number};
}

/** Starts a run and calls back with each event as it comes. */
async function follow(args: string[], onEvent: (event: Line, end: (signal: NodeJS.Signals) => void) => void) {
  const running = workspace.start('run', '--json', ...args);
  for await (const line of running) onEvent(JSON.parse(line) as Line, (signal) => running.kill(signal));
  return running;
}

const hasTrained = (event: Line, epochs: number) =>
  event.report?.type === 'metrics' && event.report.step === epochs;

test('Ctrl-C in a training ends it, and the run is on record as cancelled', async () => {
  const ended = await follow([], (event, end) => {
    if (hasTrained(event, 2)) end('SIGINT');
  });
  expect(ended.exitCode).toBe(130);
  const {stdout} = await workspace.epochal('compare', 'runs', '--json');
  expect(JSON.parse(stdout)).toMatchObject([
    {
      status: 'cancelled',
      stages: [
        {name: 'download', how: 'ran'},
        {name: 'preprocess', how: 'ran'},
        {name: 'train'},
        {name: 'evaluate', how: 'cancelled'},
      ],
    },
  ]);
});

test('a training that was killed goes on from its last epoch', async () => {
  const killed = await follow(['-s', 'train.epochs=40'], (event, end) => {
    if (hasTrained(event, 10)) end('SIGKILL');
  });
  expect(killed.signal).toBe('SIGKILL');
  const {stdout} = await workspace.epochal('compare', 'runs', '--json');
  expect(JSON.parse(stdout)).toMatchObject([{status: 'interrupted'}]);

  const logs: string[] = [];
  const resumed = await follow(['-s', 'train.epochs=40'], (event) => logs.push(JSON.stringify(event)));
  expect(resumed.exitCode).toBe(0);
  expect(logs.join('\n')).toMatch(/Going on after epoch (9|1\d) of 40/);

  // The very bits of a training that nobody disturbed, in a store of its own.
  const undisturbed = await makeWorkspace({'pipeline.yaml': pipeline, 'data/train.csv': digitsCsv(400, 1)});
  await undisturbed.epochal('run', '-s', 'train.epochs=40');
  const digestOf = async (where: Workspace) => {
    const [newest] = JSON.parse(
      (await where.epochal('show', 'digits', '--json')).stdout.replace(/^(?!\[)/, '[') + ']',
    ) as [{stages: {name: string; digest: string}[]}];
    return newest.stages.find(({name}) => name === 'train')?.digest;
  };
  expect(await digestOf(workspace)).toBe(await digestOf(undisturbed));
  await undisturbed.remove();
});
