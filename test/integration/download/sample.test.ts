import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {downloadPlace, filesIn, runDownload, type DownloadPlace} from '../../rig/download-work.ts';

let place: DownloadPlace;
beforeEach(async () => {
  place = await downloadPlace();
});
afterEach(() => place.remove());

it('draws the sample, labels it as one, and draws the same again', async () => {
  const params = {source: 'sample', train_rows: 48, test_rows: 24, seed: 3};
  const {result, reports} = await runDownload(place, params);
  expect(result).toEqual({ok: true, value: undefined});
  const files = await filesIn(place.out);
  expect(Object.entries(files).map(([path, text]) => [path, text.split('\n').length])).toEqual([
    ['sign_mnist_test.csv', 26],
    ['sign_mnist_train.csv', 50],
    ['source.json', expect.any(Number)],
  ]);
  expect(JSON.parse(await readFile(join(place.out, 'source.json'), 'utf8'))).toMatchObject({
    source: 'sample',
    dataset: 'sample',
    sample: true,
    files: [{path: 'sign_mnist_test.csv'}, {path: 'sign_mnist_train.csv'}],
  });
  expect(reports.slice(0, 2)).toEqual([
    {type: 'fact', name: 'source', value: 'sample'},
    {type: 'fact', name: 'dataset', value: 'sample'},
  ]);

  const again = await downloadPlace();
  try {
    await runDownload(again, params);
    expect(await filesIn(again.out)).toEqual(files);
  } finally {
    await again.remove();
  }
});
