import {createHash} from 'node:crypto';
import {mkdtemp, readFile, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {decode} from 'fast-png';
import {afterEach, describe, expect, test} from 'vitest';
import {
  confusionMatrix,
  curves,
  type Figure,
  imageSheet,
  labelDistribution,
  scatter,
  writeFigure,
} from '../../../src/figures/index.ts';

const awkward = ['<b>&"\'', 'a\u0000b', 'Zoë', 'A', 'A'];

const figures: Readonly<Record<string, () => Promise<Figure>>> = {
  'label distribution': () =>
    labelDistribution({
      title: 'Images of each <label> & more',
      labels: awkward,
      splits: [
        {name: 'train', counts: [5, 1, 0, 1200, 7]},
        {name: 'test & validation', counts: [0, 0, 0, 0, 0]},
      ],
    }),
  'image sheet': () =>
    imageSheet({
      title: 'Images <of> each & every label',
      subtitle: 'as "they" <are>',
      columns: 2,
      columnLabels: ['one', 'two'],
      rowLabels: awkward,
      tiles: awkward.map((caption, index) => ({
        image: Uint8Array.from({length: 12}, (_, pixel) => pixel * 20 + index),
        height: 3,
        width: 4,
        caption: `${caption}\nsecond line`,
      })),
    }),
  curves: () =>
    curves({
      title: 'Training of <mlp> & co',
      xLabel: 'Epoch',
      panels: [
        {
          title: 'Loss <',
          zero: true,
          series: [
            {name: 'train', values: [3, 2, 1]},
            {name: 'validation "&"', values: [3, NaN, Infinity]},
          ],
        },
        {title: 'Accuracy', series: [{name: 'train', values: [0.1, 0.5, 0.9]}]},
      ],
    }),
  scatter: () =>
    scatter({
      title: 'A sweep <over> params',
      yLabel: 'val_acc & more',
      panels: [
        {
          xLabel: 'train.epochs',
          scale: 'linear',
          points: [5, 10, 20].map((x) => ({x, y: x / 40, series: 'to the end'})),
        },
        {
          xLabel: 'train.learning_rate <log>',
          scale: 'log',
          points: [0.0001, 0.001, 0.1].map((x) => ({x, y: 0.5, series: 'stopped & left'})),
        },
        {
          xLabel: 'train.model',
          scale: 'names',
          points: awkward.map((x, index) => ({x, y: index, series: 'to the end'})),
        },
      ],
    }),
  'confusion matrix': () =>
    confusionMatrix({
      title: 'Confusion & <matrix>',
      labels: awkward,
      counts: awkward.map((_, row) => awkward.map((_label, column) => (row === 2 ? 0 : row * column))),
    }),
};

const folders: string[] = [];
const folder = async (): Promise<string> => {
  const made = await mkdtemp(join(tmpdir(), 'epochal-figures-'));
  folders.push(made);
  return made;
};
afterEach(() => Promise.all(folders.splice(0).map((made) => rm(made, {recursive: true}))));

describe.each(Object.entries(figures))('%s', (_, draw) => {
  test('equal data give equal bytes, also when drawn side by side', async () => {
    const [first, ...others] = await Promise.all([draw(), draw(), draw()]);
    expect(others).toEqual([first, first]);
    expect(await draw()).toEqual(first);
  });

  test('whatever the labels hold, it is sound XML with every text in it, and a PNG of twice its size', async () => {
    const out = await folder();
    const figure = await draw();
    await writeFigure(out, 'figure', figure);
    expect((await readdir(out)).sort()).toEqual(['figure.png', 'figure.svg']);
    expect(await readFile(join(out, 'figure.svg'), 'utf8')).toBe(figure.svg);

    // A bare `<` or `&` from the data would have stopped the renderer; nothing outside of tags is left unescaped either.
    const text = figure.svg.replace(/<[^<>]*>/g, '');
    expect(text).not.toMatch(/[<>]|&(?!(lt|gt|amp|quot|apos);)/);
    expect(Array.from(figure.svg).filter((character) => character < '\t')).toEqual([]);

    const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(figure.svg) ?? [];
    const png = decode(await readFile(join(out, 'figure.png')));
    expect([png.width, png.height]).toEqual([Math.ceil(Number(width) * 2), Math.ceil(Number(height) * 2)]);
  });

  test('letters are drawn, and from the packaged font', async () => {
    const figure = await draw();
    const out = await folder();
    await writeFigure(out, 'with', figure);
    await writeFigure(out, 'without', {svg: figure.svg.replace(/<text[^]*?<\/text>/g, '')});
    const digest = async (name: string) =>
      createHash('sha256')
        .update(await readFile(join(out, `${name}.png`)))
        .digest('hex');
    expect(await digest('with')).not.toBe(await digest('without'));
    expect(figure.svg).toContain('DejaVu Sans');
  });
});

describe.each([1, 2, 62])('with %d labels', (count) => {
  const labels = Array.from({length: count}, (_, index) => `L${index}`);

  test('a chart names each one', async () => {
    const {svg} = await labelDistribution({
      title: 'Labels',
      labels,
      splits: [{name: 'train', counts: labels.map((_, index) => index)}],
    });
    expect(labels.filter((label) => !svg.includes(`>${label}<`))).toEqual([]);
  });

  test('a confusion matrix names each one on both sides', async () => {
    const {svg} = await confusionMatrix({title: 'M', labels, counts: labels.map(() => labels.map(() => 1))});
    expect(labels.filter((label) => svg.split(`>${label}<`).length !== 3)).toEqual([]);
  });
});

describe('with more labels than can be drawn', () => {
  const labels = Array.from({length: 500}, (_, index) => `L${index}`);
  const drawnOf = (svg: string) => labels.filter((label) => svg.includes(`>${label}<`));

  test('a chart shows the first, and says so', async () => {
    const splits = [{name: 'train', counts: labels.map((_, index) => index)}];
    const {svg} = await labelDistribution({title: 'Labels', labels, splits});
    expect(drawnOf(svg)).toEqual(labels.slice(0, 300));
    expect(svg).toContain('>Label (the first 300 of 500)<');
    expect(svg).toContain('>124,750 images, 250 a label on average (dashed)<');
  });

  test('a confusion matrix shows those with most mistakes, and says so', async () => {
    // L0 to L9 are taken for L490 to L499; all others are right.
    const counts = labels.map((_, truth) =>
      labels.map((__, said) => Number(said === (truth < 10 ? truth + 490 : truth))),
    );
    const {svg} = await confusionMatrix({title: 'M', labels, counts});
    expect(drawnOf(svg)).toEqual([...labels.slice(0, 290), ...labels.slice(490)]);
    expect(svg).toContain(
      '>490 of 500 images right (98.00 %); shown are the 300 of 500 labels with most mistakes<',
    );
  });
});

test('a title is taken as it stands', async () => {
  const title = "$& and $' of $1";
  const {svg} = await curves({
    title,
    xLabel: 'Epoch',
    panels: [{title: 'P', series: [{name: 's', values: [1]}]}],
  });
  expect(svg).toMatch(/^<svg role="img" aria-label="\$&amp; and \$&apos; of \$1" /);
});

test.each([
  [1, ['1']],
  [2, ['1', '2']],
  [20, ['1', '5', '10', '15', '20']],
  [200, ['1', '25', '50', '75', '100', '125', '150', '175', '200']],
])('the epochs of a training of %d are whole numbers from 1', async (epochs, ticks) => {
  const values = Array.from({length: epochs}, (_, index) => 1000 + index / epochs);
  const {svg} = await curves({
    title: 'T',
    xLabel: 'Epoch',
    panels: [{title: 'P', series: [{name: 's', values}]}],
  });
  const drawn = Array.from(svg.matchAll(/<text[^>]*text-anchor="middle"[^>]*>(\d+)</g), ([, tick]) => tick);
  expect(drawn).toEqual(ticks);
});

test.each([
  [8, 8, 64],
  [28, 28, 56],
  [64, 64, 64],
  [300, 20, 20],
])('an image of %d×%d is shown in whole pixels, without smoothing', async (height, width, shown) => {
  const image = Uint8Array.from({length: height * width}, (_, pixel) => (pixel % 2) * 255);
  const figure = await imageSheet({title: 'T', columns: 1, tiles: [{image, height, width}]});
  expect(/<image x="[\d.]+" y="[\d.]+" width="(\d+)"/.exec(figure.svg)?.[1]).toBe(String(shown));

  const out = await folder();
  await writeFigure(out, 'sheet', figure);
  const png = decode(await readFile(join(out, 'sheet.png')));
  const [, left, top] = (/<image x="([\d.]+)" y="([\d.]+)"/.exec(figure.svg) ?? []).map(Number);
  const row = (2 * (top ?? 0) + 1) * png.width + 2 * (left ?? 0);
  const greys = Array.from({length: shown * 2}, (_, x) => png.data[(row + x) * png.channels]);
  const pixelWidth = (shown * 2) / width;
  expect(greys).toEqual(Array.from({length: shown * 2}, (_, x) => (Math.floor(x / pixelWidth) % 2) * 255));
});
