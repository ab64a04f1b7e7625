/** Augmentation: what successive halving finds, and at what cost, beside every point of the same grid. */
import {median} from '../measure.ts';
import {isThere, writeSubset} from './real-data.ts';
import {benchWorkspace, statusOf, studyPipeline, type Status} from './workspace.ts';
import {join} from 'node:path';

const epochs = 9;
/** Smaller than the study's, and in smaller batches: a few images make many steps, and the first epoch already tells points apart. */
const network = 'model: cnn, filters: [16, 32], units: 64';
/** Of the training and the test set; IMAGES=2000,1000 takes others. */
const [train = 3_000, test = 1_500] = (process.env['IMAGES'] ?? '').split(',').filter(Boolean).map(Number);
const images = [train, test] as const;
/** A first rung at which little is learnt tells nothing: after 1 epoch the best point is not told from chance. */
const halving = process.env['HALVING'] ?? 'min_epochs: 2, reduction: 6';
const space = `
space:
  augment.rotation: [0, 10, 20]
  augment.zoom: [0, 0.1, 0.2]
  augment.width_shift: [0, 0.1, 0.2]
`;

export async function asha(): Promise<void> {
  if (!isThere()) {
    console.log('  no real data here (EPOCHAL_DATA): left out');
    return;
  }
  const files = {
    'experiments/grid.sweep.yaml': space,
    'experiments/asha.sweep.yaml': `${space}early_stop: {method: asha, ${halving}}\n`,
    'pipeline.yaml': studyPipeline(
      'data',
      `{${network}, epochs: ${epochs}, batch_size: 16, threads: 1}`,
      '{height_shift: 0.1}',
    ),
  };
  // Each in a workspace of its own: neither may take from the other's store.
  const results: [string, Status, number][] = [];
  for (const name of ['asha', 'grid']) {
    const workspace = await benchWorkspace(files);
    await writeSubset(join(workspace.folder, 'data'), images);
    const started = performance.now();
    await workspace.epochal('sweep', name, '--plain');
    results.push([name, await statusOf(workspace, name), (performance.now() - started) / 1000]);
    await workspace.remove();
  }
  const [[, halved, halvedTime], [, whole, wholeTime]] = results as [
    [string, Status, number],
    [string, Status, number],
  ];
  const ranked = ({trials}: Status) =>
    trials
      .filter(({epochs: reached}) => reached === epochs)
      .toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const places = ranked(whole);
  const [found] = ranked(halved);
  const bar = median(places.slice(0, 3).map(({value}) => value ?? NaN));
  const place = places.findIndex(({params}) => JSON.stringify(params) === JSON.stringify(found?.params)) + 1;
  console.log(`  27 points, ${epochs} epochs each, ${images.join(' + ')} images; ${network}`);
  console.log(`  every point   ${whole.epochs} epochs, ${wholeTime.toFixed(0)} s; its best five:`);
  for (const {params, value} of places.slice(0, 5))
    console.log(`    ${JSON.stringify(params)} val_acc ${value?.toFixed(4)}`);
  console.log(`  median of its best three: ${bar.toFixed(4)}`);
  console.log(
    `  ${halving}: ${halved.epochs} epochs (${((100 * halved.epochs) / whole.epochs).toFixed(0)} %), ${halvedTime.toFixed(0)} s`,
  );
  console.log(
    `    ${JSON.stringify(found?.params)} val_acc ${found?.value?.toFixed(4)}: place ${place} of the grid's 27`,
  );
  const reached = new Map<number, number>();
  for (const {epochs: at} of halved.trials) reached.set(at, (reached.get(at) ?? 0) + 1);
  console.log(
    `    trials that ended after: ${[...reached]
      .sort(([a], [b]) => a - b)
      .map(([at, count]) => `${at} epochs ${count}`)
      .join(', ')}`,
  );
}
