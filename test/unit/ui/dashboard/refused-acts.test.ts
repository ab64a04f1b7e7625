import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openTracking, type Tracking} from '../../../../src/tracking/open-tracking.ts';
import {createPerformer, type OuterAct} from '../../../../src/ui/dashboard/perform.ts';
import {emptyView} from '../../../../src/ui/dashboard/state.ts';
import type {Happening} from '../../../../src/ui/dashboard/step.ts';
import {listRuns} from '../../../../src/tracking/list-runs.ts';
import {createRecorder} from '../../../../src/tracking/recorder.ts';
import {recordedStudy, studyMetrics} from '../../../rig/recorded-study.ts';
import {unwrap} from '../../../rig/workspace.ts';

let folder: string;
let tracking: Tracking;
let told: Promise<Happening>;
let perform: (act: OuterAct) => void;
const run = () => {
  const [newest] = unwrap(listRuns(tracking));
  if (newest === undefined) throw new Error('no run is recorded');
  return newest;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'epochal-refused-'));
  tracking = unwrap(openTracking(join(folder, 'runs.db')));
  recordedStudy({epochs: 1, only: ['cnn']}).forEach(createRecorder(tracking));
  // A file where the folder of experiments would be.
  writeFileSync(join(folder, 'experiments'), '');
  told = new Promise((resolve) => {
    perform = createPerformer({
      tracking,
      metrics: studyMetrics,
      artifacts: join(folder, 'artifacts'),
      program: {command: [process.execPath, '-e', ''], file: join(folder, 'pipeline.yaml')},
      now: Date.now,
      runs: () => [run()],
      changed: () => undefined,
      happen: (happening) => {
        const isWaiting = happening.type === 'told' && happening.message.text.endsWith('…');
        if (!isWaiting) resolve(happening);
      },
    });
  });
});
afterEach(() => {
  tracking.close();
  rmSync(folder, {recursive: true});
});

test.each([
  ['a view', 'views.json', () => ({type: 'save-view', name: 'best', view: emptyView})],
  ['a branch', 'cnn-epochs-3.yaml', () => ({type: 'plan', run: run(), changes: [['train.epochs', 3]]})],
  ['a start', 'started.log', () => ({type: 'start', args: ['run']})],
] as const satisfies readonly (readonly [string, string, () => OuterAct])[])(
  '%s that cannot be written is told of, and the dashboard goes on',
  async (_, file, act) => {
    perform(act());
    const text = `${join(folder, 'experiments', file)} cannot be written: there is something of that name.`;
    expect(await told).toEqual({type: 'told', message: {text, tone: 'warning'}});
  },
);

test('a branch by a very long value has a name that a file can have', async () => {
  rmSync(join(folder, 'experiments'));
  perform({type: 'plan', run: run(), changes: [['train.model', 'x'.repeat(500)]]});
  expect(await told).toMatchObject({
    type: 'page',
    page: {title: `Written: ${join(folder, 'experiments', `cnn-model-${'x'.repeat(190)}`)}.yaml`},
  });
});
