import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {imageSheet, type Tile} from '../../src/figures/index.ts';
import {artifactFolder} from '../../src/runner/artifact.ts';
import type {Event} from '../../src/runner/events.ts';
import {openTracking} from '../../src/tracking/open-tracking.ts';
import {createRecorder} from '../../src/tracking/recorder.ts';
import {makeWorkspace, type Workspace} from './epochal.ts';
import {unwrap} from './workspace.ts';

const labels = ['A', 'B', 'C'] as const;
const side = 8;

/** A workspace as these events leave it, with what the stages of a study leave in the store: three labels, images of 8×8. */
export async function recordedWorkspace(
  events: readonly Event[],
  names: readonly string[] = labels,
): Promise<Workspace> {
  const workspace = await makeWorkspace({
    'pipeline.yaml': `name: study
metrics: {val_acc: max, val_loss: min}
stages:
  download: {uses: download, with: {source: sample}}
`,
  });
  const tracking = unwrap(openTracking(workspace.path('experiments', 'runs.db')));
  const record = createRecorder(tracking);
  events.forEach(record);
  tracking.close();
  const sheet = await imageSheet({title: 'Images', columns: 1, tiles: [tile]});
  const seen = new Set<string>();
  for (const event of events) {
    if (event.type !== 'stage-done' || seen.has(event.key)) continue;
    seen.add(event.key);
    const folder = join(artifactFolder(workspace.path('artifacts'), event.key), 'files');
    const files = filesOf(event.stage, names, seen.size % 3);
    for (const [file, content] of Object.entries({
      ...files,
      ...(event.stage === 'augment' ? {'preview.svg': sheet.svg} : {}),
    })) {
      mkdirSync(dirname(join(folder, file)), {recursive: true});
      writeFileSync(join(folder, file), content);
    }
  }
  return workspace;
}

const picture = Uint8Array.from({length: side * side}, (_, pixel) => (pixel % 16) * 16);
const tile: Tile = {image: picture, height: side, width: side};

function filesOf(
  stage: string,
  names: readonly string[],
  wrong: number,
): Readonly<Record<string, string | Uint8Array>> {
  const asJson = (value: unknown) => JSON.stringify(value);
  const images = Uint8Array.from(
    {length: 3 * side * side},
    (_, index) => picture[index % picture.length] ?? 0,
  );
  const dataset = {
    'dataset.json': asJson({height: side, width: side, counts: {test: 3}}),
    'test.labels.u16': new Uint8Array(new Uint16Array([0, 1, 2]).buffer),
    'test.images.u8': images,
  };
  switch (stage) {
    case 'preprocess':
      return {
        ...dataset,
        'summary.json': asJson({classes: names.map((name, index) => ({name, train: 20 + index, test: 10}))}),
      };
    case 'augment':
      return dataset;
    case 'evaluate':
      return {
        'evaluation.json': asJson({
          labels: names.map((name) => ({name, recall: 0.9, precision: 0.8, f1: 0.85, support: 10})),
          confusion: [
            [10, 0, 0],
            [0, 10, 0],
            [wrong, 0, 10 - wrong],
          ],
        }),
        'predictions.json': asJson({predicted: [0, 1, 0], confidence: [0.9, 0.8, 0.75]}),
      };
    default:
      return {};
  }
}
