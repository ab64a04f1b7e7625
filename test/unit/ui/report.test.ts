import {expect, test} from 'vitest';
import {worstLabels} from '../../../src/ui/report/page/worst-labels.ts';
import {layoutGraph} from '../../../src/ui/report/graph-layout.ts';
import {packSeries, unpackSeries} from '../../../src/ui/report/pack-series.ts';
import {reportHtml} from '../../../src/ui/report/report-html.ts';

const study = [
  {name: 'download', needs: []},
  {name: 'preprocess', needs: ['download']},
  {name: 'augment', needs: ['preprocess']},
  {name: 'train', needs: ['augment']},
  {name: 'evaluate', needs: ['train', 'preprocess']},
];

test('a graph stands in layers; a long edge takes a place of its own in each, beside the stages', () => {
  const {nodes, edges, layers, slots} = layoutGraph(study);
  expect(nodes.map(({name, layer, slot}) => `${name} ${layer} ${slot}`)).toEqual([
    'download 0 0',
    'preprocess 1 0',
    'augment 2 -0.5',
    'train 3 -0.5',
    'evaluate 4 0',
  ]);
  expect([layers, slots]).toEqual([5, 2]);
  expect(edges.find(({from, to}) => from === 'preprocess' && to === 'evaluate')?.by).toEqual([
    {layer: 1, slot: 0},
    {layer: 2, slot: 0.5},
    {layer: 3, slot: 0.5},
    {layer: 4, slot: 0},
  ]);
});

test('a graph of any shape has a place of its own for every stage', () => {
  const fans = Array.from({length: 7}, (_, index) => ({
    name: `s${index}`,
    needs: index < 3 ? [] : ['s0', 's2', 'gone'],
  }));
  const {nodes} = layoutGraph(fans);
  expect(new Set(nodes.map(({layer, slot}) => `${layer} ${slot}`)).size).toBe(fans.length);
  expect(layoutGraph([])).toMatchObject({nodes: [], edges: []});
});

test('curves come back as they were, to six digits, numbers that are none too', () => {
  const points = [
    {step: 1, value: 0.123456789},
    {step: 2, value: NaN},
    {step: 3, value: Infinity},
  ];
  const packed = packSeries({stage: 'train', name: 'loss', points});
  expect(packed).toEqual({stage: 'train', name: 'loss', values: [0.123457, 'NaN', 'Infinity']});
  expect(unpackSeries(packed).points.map(({value}) => value)).toEqual([0.123457, NaN, Infinity]);
  const sparse = packSeries({stage: 'train', name: 'loss', points: [{step: 5, value: 1}]});
  expect(unpackSeries(sparse).points).toEqual([{step: 5, value: 1}]);
});

test('of very long curves the points that show are kept, each at its step', () => {
  const points = Array.from({length: 100_000}, (_, index) => ({
    step: index + 1,
    value: index === 4321 ? 7 : 0.5,
  }));
  const packed = packSeries({stage: 'train', name: 'loss', points});
  expect(packed.values.length).toBeLessThanOrEqual(5000);
  const kept = unpackSeries(packed).points;
  expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
  expect(kept).toContainEqual({step: 4322, value: 7});
});

test('of very many labels those with mistakes are shown', () => {
  const confusion = Array.from({length: 1000}, (_, row) =>
    Array.from({length: 1000}, (__, at) => (row === at ? 9 : row === 700 && at === 3 ? 2 : 0)),
  );
  const shown = worstLabels(confusion);
  expect(shown).toHaveLength(60);
  expect(shown).toEqual([...shown].sort((a, b) => a - b));
  expect(shown).toEqual(expect.arrayContaining([3, 700]));
  expect(worstLabels(confusion.slice(0, 24))).toHaveLength(24);
});

test('data can end no element of the page', () => {
  const html = reportHtml(
    {
      pipeline: '</title><script>',
      made: '2026-11-25T12:00:00.000Z',
      version: '1',
      metrics: {'</script>': 'max'},
      runs: [],
      grouped: null,
      baseline: null,
      curves: [],
      closer: [],
      artifacts: {},
    },
    {script: 'draw()', style: 'p{}'},
  );
  expect(html.match(/<\/?(?:script|title)[^>]*>/g)).toEqual([
    '<title>',
    '</title>',
    '<script type="application/json" id="report-data">',
    '</script>',
    '<script>',
    '</script>',
  ]);
  expect(html).toContain("default-src 'none'");
});
