import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {readCsvImages, type CsvImagesOptions} from '../../../../src/ml/data/csv-images.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochal-csv-'));
});
afterAll(() => rm(folder, {recursive: true}));

const read = async (content: string | Uint8Array, options: CsvImagesOptions = {}) => {
  const file = join(folder, 'images.csv');
  await writeFile(file, content);
  return readCsvImages(file, {name: 'images.csv', ...options});
};

/** What was read, plainly, or the faults, one a line. */
const plain = async (content: string | Uint8Array, options: CsvImagesOptions = {}): Promise<unknown> => {
  const result = await read(content, options);
  if (!result.ok) {
    const places = result.faults.map(
      ({code, what, line, column}) => `${code} ${line ?? '-'}:${column ?? '-'} ${what}`,
    );
    return {faults: places, count: result.count};
  }
  const {count, height, width, images, labels, labelOf} = result.value;
  const size = height * width;
  return {
    size: `${height}×${width}`,
    rows: Array.from({length: count}, (_, row) => [
      labels[labelOf[row] ?? 0],
      ...images.subarray(row * size, (row + 1) * size),
    ]),
  };
};

const rows = {
  size: '2×2',
  rows: [
    ['3', 0, 1, 20, 255],
    ['0', 4, 5, 6, 7],
    ['3', 9, 9, 9, 9],
  ],
};
const usual = 'label,pixel1,pixel2,pixel3,pixel4\n3,0,1,20,255\n0,4,5,6,7\n3,9,9,9,9\n';

describe('one table, however it is written', () => {
  const spellings: Record<string, string | Uint8Array> = {
    'as Kaggle has it': usual,
    'without a last line feed': usual.trimEnd(),
    'with carriage returns': usual.replaceAll('\n', '\r\n'),
    'with carriage returns, the last line open': usual.trimEnd().replaceAll('\n', '\r\n'),
    'with a byte order mark': `\uFEFF${usual}`,
    'with blank lines': `${usual.replaceAll('\n', '\n\n')}\r\n\n`,
    'with a quoted header': usual.replace(/^.*$/m, (header) => `"${header.replaceAll(',', '","')}"`),
    'with every cell quoted': usual.replaceAll(/[^,\n]+/g, '"$&"'),
    'with spaces': usual.replaceAll(',', ' , '),
    'with decimals': usual.replaceAll(/,(\d+)(?=[,\n])/g, ',$1.0'),
    'with semicolons': usual.replaceAll(',', ';'),
    'with tabs': usual.replaceAll(',', '\t'),
    packed: gzipSync(usual),
    'packed in two parts': Buffer.concat([gzipSync(usual.slice(0, 40)), gzipSync(usual.slice(40))]),
    'with the label last': 'pixel1,pixel2,pixel3,pixel4,Label\n0,1,20,255,3\n4,5,6,7,0\n9,9,9,9,3\n',
    'with the label within': 'pixel1,LABEL,pixel2,pixel3,pixel4\n0,3,1,20,255\n4,0,5,6,7\n9,3,9,9,9\n',
    'counted from 0, backwards': 'label,p3,p2,p1,p0\n3,255,20,1,0\n0,7,6,5,4\n3,9,9,9,9\n',
    'by row and column': 'label,1x1,2x1,1x2,2x2\n3,0,20,1,255\n0,4,6,5,7\n3,9,9,9,9\n',
    'as pandas writes it':
      ',label,px_7,px_8,px_9,px_10,file\n0,3,0,1,20,255,a.png\n1,0,4,5,6,7,"b,c"\n2,3,9,9,9,9,\n',
    'without numbers': 'label,nw,ne,sw,se\n3,0,1,20,255\n0,4,5,6,7\n3,9,9,9,9\n',
  };
  test.each(Object.entries(spellings))('%s', async (_, content) => {
    expect(await plain(content)).toEqual(rows);
  });
});

test.each([
  [
    'label,pixel1,pixel2,pixel3,pixel4',
    {order: 'by-number', ignored: [], pixelColumns: ['pixel1', 'pixel4']},
  ],
  [
    'id,pixel2,pixel1,pixel4,pixel3,label,set9',
    {order: 'by-number', ignored: ['id', 'set9'], pixelColumns: ['pixel1', 'pixel4']},
  ],
  ['label,nw,ne,sw,se', {order: 'as-in-file', ignored: [], pixelColumns: ['nw', 'se']}],
])('the header %s tells how pixels are placed', async (header, layout) => {
  expect(await read(`${header}\n${header.replaceAll(/\w+/g, '1')}\n`)).toMatchObject({
    ok: true,
    value: {layout},
  });
});

test('labels may be text', async () => {
  expect(await plain('class,a1\nhello world,1\n"a ""b"", c",2\nǵ,3\n', {labelColumn: 'Class'})).toEqual({
    size: '1×1',
    rows: [
      ['hello world', 1],
      ['a "b", c', 2],
      ['ǵ', 3],
    ],
  });
});

test('pictures that are not square: given, half given, or told by row and column', async () => {
  const three = 'label,p1,p2,p3\n0,1,2,3\n';
  expect(await plain(three, {height: 3, width: 1})).toMatchObject({size: '3×1'});
  expect(await plain(three, {height: 1})).toMatchObject({size: '1×3'});
  expect(await plain('label,0_0,0_1,0_2,1_0,1_1,1_2\n0,1,2,3,4,5,6\n')).toEqual({
    size: '2×3',
    rows: [['0', 1, 2, 3, 4, 5, 6]],
  });
});

test('levels are stretched to white', async () => {
  expect(await plain('label,p1,p2,p3,p4\n0,0,8,15,16\n', {white: 16})).toEqual({
    size: '2×2',
    rows: [['0', 0, 128, 239, 255]],
  });
  expect(await plain('label,p1\n0,17\n', {white: 16})).toEqual({
    faults: ['csv-out-of-range 2:3 images.csv, row 1 (line 2), p1: 17 is outside 0–16.'],
    count: 1,
  });
});

describe('faults', () => {
  const faults: Record<string, [content: string | Uint8Array, faults: readonly string[], count?: number]> = {
    'an empty file': ['', ['csv-empty -:- images.csv: the file is empty.']],
    'a header alone': ['label,p1\n\n', ['csv-no-rows -:- images.csv: there is a header and no rows.']],
    'no header': [
      '3,0,1,20,255\n',
      [
        'csv-header-missing 1:- images.csv: the first line holds only numbers where the names of the columns belong.',
      ],
    ],
    'no label column': [
      'class,p1,p2,p3,p4,p5,p6,p7,p8,p9\n',
      ['csv-label-missing 1:- images.csv: no column is called label; there are class, p1, p2, p3, … p9.'],
    ],
    'two label columns': [
      'label,Label,p1\n',
      ['csv-column-repeated 1:- images.csv: 2 columns are called label.'],
    ],
    'no pixel columns': [
      'label\n3\n',
      ['csv-pixels-missing 1:- images.csv: it has no columns beside the label.'],
    ],
    'two columns for one pixel': [
      'label,p1,p2,p2,p3\n',
      ['csv-column-repeated 1:- images.csv: two columns claim one pixel: p2 and p2.'],
    ],
    'not square': [
      'label,p1,p2,p3\n',
      ['csv-not-square 1:- images.csv: 3 pixel columns make no square picture (p1 to p3).'],
    ],
    'ragged rows': [
      'label,p1,p2,p3,p4\n0,1,2,3,4\n1,1,2,3\n\n2,1,2,3,4,5\n',
      [
        'csv-row-ragged 3:- images.csv, row 2 (line 3): expected 5 values, found 4.',
        'csv-row-ragged 5:- images.csv, row 3 (line 5): expected 5 values, found 6.',
      ],
    ],
    'cells that are no grey levels': [
      'label,p1,p2,p3,p4\r\n0,256,2,,4\r\n0,1,-1,3,1.5\r\n,1,2,3,x\r\n',
      [
        'csv-out-of-range 2:3 images.csv, row 1 (line 2), p1: 256 is outside 0–255.',
        'csv-cell-empty 2:9 images.csv, row 1 (line 2), p3: the cell is empty.',
        'csv-out-of-range 3:5 images.csv, row 2 (line 3), p2: -1 is outside 0–255.',
        'csv-not-integer 3:10 images.csv, row 2 (line 3), p4: 1.5 is not a whole number.',
        'csv-label-empty 4:1 images.csv, row 3 (line 4), label: the label is missing.',
      ],
      6,
    ],
    'a number that never ends': [
      `label,p1\n0,${'9'.repeat(400)}\n`,
      [`csv-out-of-range 2:3 images.csv, row 1 (line 2), p1: ${'9'.repeat(20)}… is outside 0–255.`],
    ],
    'UTF-16': [
      Buffer.from('\uFEFFlabel,p1\n0,1\n', 'utf16le'),
      ['csv-encoding -:- images.csv: the text is UTF-16.'],
    ],
    'labels that are not UTF-8, two of them one when read': [
      Buffer.from('label,p1\nä,1\nö,2\n', 'latin1'),
      ['csv-encoding 2:- images.csv, row 1 (line 2), label: the label is not UTF-8.'],
    ],
    'carriage returns alone': [
      'label,p1\r0,1\r',
      ['csv-line-ends -:- images.csv: the lines end in a carriage return alone, as on Macintoshes of old.'],
    ],
    'a packed file cut short': [
      gzipSync(usual).subarray(0, 50),
      ['csv-gzip-broken -:- images.csv: the compressed data is cut short.'],
    ],
    'a packed file damaged': [
      gzipSync(usual).fill(7, 12, 20),
      ['csv-gzip-broken -:- images.csv: the compressed data is damaged.'],
    ],
    'no line ends': [Buffer.alloc(17 << 20, 'x'), ['csv-line-too-long -:- images.csv: a line has no end.']],
  };
  test.each(Object.entries(faults))('%s', async (_, [content, lines, count = lines.length]) => {
    expect(await plain(content)).toEqual({faults: lines, count});
  });

  test('a file that is not there', async () => {
    const file = join(folder, 'absent.csv');
    expect(await readCsvImages(file)).toMatchObject({ok: false, faults: [{code: 'csv-unreadable', file}]});
  });
});

test('any table is read as it was written, over all borders of what is read at once', async () => {
  const table = fc.record({
    side: fc.integer({min: 1, max: 40}),
    count: fc.integer({min: 1, max: 900}),
    seed: fc.integer({min: 1, max: 2 ** 31 - 1}),
    end: fc.constantFrom('\n', '\r\n'),
    packed: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(table, async ({side, count, seed, end, packed}) => {
      let state = seed;
      const next = (limit: number) => {
        state = (Math.imul(state, 48271) >>> 0) % 2147483647;
        return state % limit;
      };
      const written = Array.from({length: count}, () => [
        `${next(12)}`,
        ...Array.from({length: side * side}, () => next(256)),
      ]);
      const header = ['label', ...Array.from({length: side * side}, (_, pixel) => `pixel${pixel}`)];
      const text = [header, ...written].map((row) => row.join(',') + end).join('');
      expect(await plain(packed ? gzipSync(text, {level: 1}) : text)).toEqual({
        size: `${side}×${side}`,
        rows: written,
      });
    }),
    {numRuns: 8, seed: 7},
  );
});
