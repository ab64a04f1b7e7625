import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {artifactFolder} from '../../../../src/runner/artifact.ts';
import type {Event} from '../../../../src/runner/events.ts';
import {driveDashboard, recordedTrials, type Driven} from '../../../rig/dashboard.ts';
import {recordedStudy} from '../../../rig/recorded-study.ts';

const opened: Driven[] = [];
const drive = (events: readonly Event[], size: readonly [number, number]): Driven => {
  const driven = driveDashboard(events, size);
  opened.push(driven);
  return driven;
};
afterEach(() => opened.splice(0).forEach(({close}) => close()));

/** An evaluation of three labels, with images of 4×4, as the stages leave it. */
function writeEvaluation({artifacts, state}: Driven, run: string, wrong: number): void {
  const stages = state().read.details.get(run)?.stages ?? [];
  const folderOf = (stage: string): string => {
    const folder = join(
      artifactFolder(artifacts, stages.find(({name}) => name === stage)?.key ?? ''),
      'files',
    );
    mkdirSync(folder, {recursive: true});
    return folder;
  };
  const write = (stage: string, file: string, content: unknown) =>
    writeFileSync(
      join(folderOf(stage), file),
      content instanceof Uint8Array ? content : JSON.stringify(content),
    );
  write('evaluate', 'evaluation.json', {
    labels: ['A', 'B', 'C'].map((name, index) => ({name, recall: index === 2 ? 1 - wrong / 10 : 1})),
    confusion: [
      [10, 0, 0],
      [0, 10, 0],
      [wrong, 0, 10 - wrong],
    ],
  });
  write('evaluate', 'predictions.json', {predicted: [0, 1, 0], confidence: [0.9, 0.8, 0.75]});
  write('preprocess', 'dataset.json', {height: 4, width: 4, counts: {test: 3}});
  write('preprocess', 'test.labels.u16', new Uint8Array(new Uint16Array([0, 1, 2]).buffer));
  write(
    'preprocess',
    'test.images.u8',
    Uint8Array.from({length: 48}, (_, pixel) => (pixel % 16) * 17),
  );
}

describe('differences', () => {
  test('beside a pinned baseline', () => {
    const driven = drive(recordedStudy(), [100, 40]);
    driven.press('G', 'p', 'g', 'space', 'space');
    for (const run of driven.state().table.rows)
      writeEvaluation(driven, run.id, run.experiment === 'mlp' ? 4 : 1);
    driven.press('2', '+');
    expect(driven.screen()).toMatchSnapshot();
  });
  test('of one run alone there are none', () => {
    const driven = drive(recordedStudy(), [60, 24]);
    driven.press('2');
    expect(driven.screen()).toMatchSnapshot();
  });
});

test('figures: pictures of mistakes, the confusion matrix', () => {
  const driven = drive(recordedStudy(), [60, 40]);
  driven.press('4');
  expect(driven.screen()).toContain('No evaluation of this run lies in the store.');
  driven.press('j');
  writeEvaluation(driven, '261124-g9k3', 3);
  driven.press('j', 'k', '+');
  expect(driven.screen()).toMatchSnapshot();
});

describe('seeds', () => {
  test('are grouped into a mean and its interval', () => {
    const driven = drive(recordedSeeds(), [100, 18]);
    driven.press('o');
    expect(driven.screen()).toMatchSnapshot();
    driven.press('o');
    expect(driven.state().table.rows).toHaveLength(6);
  });
  test('tell a difference from noise', () => {
    const driven = drive(recordedSeeds(), [140, 30]);
    driven.press('p', 'G', '2', '+');
    expect(
      driven
        .lines()
        .find((line) => line.includes('more than noise'))
        ?.trim(),
    ).toMatchSnapshot();
  });
});

/** Two experiments of three seeds each. */
function recordedSeeds(): readonly Event[] {
  return recordedTrials(6).map((event): Event => {
    if (event.type !== 'run-started') return event;
    const isFirst = event.run < 'trial-003';
    return {
      ...event,
      experiment: isFirst ? 'small' : 'large',
      params: {...event.params, 'train.learning_rate': isFirst ? 0.001 : 0.002},
    };
  });
}
