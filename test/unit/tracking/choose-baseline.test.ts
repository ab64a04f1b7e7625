import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {chooseBaseline} from '../../../src/tracking/choose-runs.ts';
import {openTracking} from '../../../src/tracking/open-tracking.ts';
import {createRecorder} from '../../../src/tracking/recorder.ts';
import {recordedStudy, start, studyMetrics} from '../../rig/recorded-study.ts';
import {unwrap} from '../../rig/workspace.ts';

test('a run that failed is no baseline where another of its kind is done', () => {
  const folder = mkdtempSync(join(tmpdir(), 'epochal-baseline-'));
  const tracking = unwrap(openTracking(join(folder, 'runs.db')));
  try {
    // The newest of the three.
    recordedStudy({epochs: 4, failing: 'cnn-augmented'}).forEach(createRecorder(tracking));
    const experiments = (name: string) =>
      unwrap(chooseBaseline(tracking, name, {metrics: studyMetrics, now: start})).map(
        ({experiment, status}) => `${experiment} ${status}`,
      );
    expect(experiments('pipeline!=other')).toEqual(['cnn done', 'mlp done', 'cnn-augmented failed']);
    expect(experiments('cnn-augmented')).toEqual(['cnn-augmented failed']);
    expect(chooseBaseline(tracking, 'nobody', {metrics: studyMetrics, now: start})).toMatchObject({
      failure: {code: 'run-unknown'},
    });
  } finally {
    tracking.close();
    rmSync(folder, {recursive: true});
  }
});
