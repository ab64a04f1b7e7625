import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {canonicalJson} from '../../../src/runner/canonical-json.ts';
import {differences, keyOf, type Fingerprint} from '../../../src/runner/fingerprint.ts';
import {nearest} from '../../../src/runner/causes.ts';
import type {CodeFiles} from '../../../src/runner/code-files.ts';
import type {Earlier, History} from '../../../src/runner/history.ts';
import {whyItRuns} from '../../../src/runner/reasons.ts';

const base: Fingerprint = {
  definition: 'train',
  params: {model: 'cnn', epochs: 20, split: [1, 2]},
  inputs: {dataset: 'aa'},
  code: {'stages/train': 'c1', 'ml/models/cnn': 'c2'},
  externals: {'data.csv': 'd1'},
  engine: 'tensorflow 2.9.1',
};

describe('canonical JSON', () => {
  test('is one text for one value', () => {
    expect(canonicalJson({b: [1, {y: null, x: 'é\n'}], a: undefined, A: 0.1})).toBe(
      '{"A":0.1,"b":[1,{"x":"é\\n","y":null}]}',
    );
  });

  test('does not depend on the order of fields, and says what JSON says', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test.each([Number.NaN, Infinity, [undefined]])('refuses %s, which it cannot say', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});

describe('a key', () => {
  test('is the same from version to version', () => {
    expect(keyOf(base)).toBe('40984894a7220ad2bf65043ccad1dd9c49c91ec9bfb1c77facf246126d9ac887');
  });

  test('changes with every field', () => {
    const others: readonly Fingerprint[] = [
      {...base, definition: 'other'},
      {...base, params: {...base.params, epochs: 21}},
      {...base, params: {...base.params, epochs: '20'}},
      {...base, inputs: {dataset: 'ab'}},
      {...base, inputs: {data: 'aa'}},
      {...base, code: {...base.code, 'stages/train': 'c3'}},
      {...base, externals: {}},
      {...base, env: {SEED: '1'}},
      {...base, engine: 'wasm 4.22.0'},
      {...base, execution: '1'},
    ];
    expect(new Set([base, ...others].map(keyOf)).size).toBe(others.length + 1);
  });
});

describe('why a stage runs', () => {
  const earlier = (fingerprint: Fingerprint, stage = 'train', digest?: string): Earlier => ({
    key: keyOf(fingerprint),
    stage,
    fingerprint,
    ...(digest === undefined ? {} : {digest}),
  });
  const historyOf = (all: readonly Earlier[], code: Readonly<Record<string, CodeFiles>> = {}): History => ({
    earlier: (definition) =>
      Promise.resolve(all.filter((each) => each.fingerprint.definition === definition)),
    madeAs: (digest) => Promise.resolve(all.filter((each) => each.digest === digest)),
    codeFiles: (digest) => Promise.resolve(code[digest]),
  });
  const why = async (now: Fingerprint, history: History) =>
    whyItRuns('train', now, {earlier: await history.earlier(now.definition), history});
  const reasons: readonly (readonly [string, Fingerprint])[] = [
    ['train.epochs 20 → 40', {...base, params: {...base.params, epochs: 40}}],
    ['train.split [1,2] → [1]', {...base, params: {...base.params, split: [1]}}],
    ['train.dropout unset → 0.4', {...base, params: {...base.params, dropout: 0.4}}],
    [
      'train.model cnn → mlp',
      {
        ...base,
        params: {...base.params, model: 'mlp'},
        code: {'stages/train': 'c1', 'ml/models/mlp': 'c9'},
      },
    ],
    ['code of stages/train changed', {...base, code: {...base.code, 'stages/train': 'c3'}}],
    ['input dataset changed', {...base, inputs: {dataset: 'ab'}}],
    ['file data.csv changed', {...base, externals: {'data.csv': 'd2'}}],
    ['file more.csv is new', {...base, externals: {...base.externals, 'more.csv': 'd2'}}],
    ['SEED unset → 1', {...base, env: {SEED: '1'}}],
    ['engine tensorflow 2.9.1 → wasm 4.22.0', {...base, engine: 'wasm 4.22.0'}],
    ['without a cache (cache: false or --no-cache)', {...base, execution: 'now'}],
    ['its stored result is gone', base],
  ];

  test.each(reasons)('is said in words: %s', async (words, now) => {
    expect(await why(now, historyOf([earlier(base)]))).toBe(words);
  });

  test('is told from the nearest earlier time of the same stage, of equals the latest', async () => {
    const far = earlier({...base, params: {...base.params, epochs: 5, model: 'mlp'}});
    const near = earlier({...base, params: {...base.params, epochs: 10}});
    const later = earlier({...base, params: {...base.params, epochs: 11}});
    const other = earlier(base, 'other');
    const among = (stage: string, all: readonly Earlier[]) =>
      nearest(stage, base, {earlier: all, history: historyOf(all)});
    expect(await among('train', [far, near, later, far, other])).toEqual({
      earlier: later,
      causes: [{stage: 'train', field: 'params', name: 'epochs', before: 11, after: 20}],
    });
    expect((await among('third', [far, other]))?.earlier).toBe(other);
    expect(await why(base, historyOf([]))).toBe('nothing cached yet');
  });

  test('is told where it began, however far before', async () => {
    const augment = (rotation: number, raw: string): Fingerprint => ({
      definition: 'augment',
      params: {rotation, zoom: rotation / 100},
      inputs: {raw},
      code: {'stages/augment': 'a1'},
    });
    const download = (source: string): Fingerprint => ({
      definition: 'download',
      params: {source},
      inputs: {},
      code: {},
    });
    const before = [
      earlier(download('sample'), 'download', 'raw1'),
      earlier(augment(10, 'raw1'), 'augment', 'data1'),
      earlier({...base, inputs: {dataset: 'data1'}}, 'train', 'model1'),
    ];
    const now = {...base, inputs: {dataset: 'data2'}};
    const turned = earlier(augment(15, 'raw1'), 'augment', 'data2');
    expect(await why(now, historyOf([...before, turned]))).toBe(
      'augment.rotation 10 → 15, augment.zoom 0.1 → 0.15',
    );
    const fetched = earlier(download('kaggle'), 'download', 'raw2');
    const other = earlier(augment(10, 'raw2'), 'augment', 'data2');
    const all = historyOf([...before, fetched, other]);
    expect(await why(now, all)).toBe('download.source sample → kaggle');
    expect((await nearest('train', now, {earlier: before, history: all}))?.causes).toEqual([
      {
        stage: 'download',
        field: 'params',
        name: 'source',
        before: 'sample',
        after: 'kaggle',
        through: 'dataset',
      },
    ]);
    // Equal fingerprints, other content: the stage itself is not deterministic.
    const again = earlier(augment(10, 'raw1'), 'augment', 'data2');
    expect(await why(now, historyOf([...before, again]))).toBe('input dataset changed');
  });

  test('is told from the time with the fewest causes, where several are equally near', async () => {
    const dataset = (a: number, b: number, digest: string): Earlier =>
      earlier({definition: 'make', params: {a, b}, inputs: {}, code: {}}, 'make', digest);
    const trained = (digest: string) => earlier({...base, inputs: {dataset: digest}});
    const all = [dataset(1, 2, 'd1'), trained('d1'), dataset(2, 3, 'd2'), trained('d2'), dataset(1, 4, 'd3')];
    expect(await why({...base, inputs: {dataset: 'd3'}}, historyOf(all))).toBe('make.b 2 → 4');
  });

  test('is told by the files of the code that changed', async () => {
    const code = {
      c1: {'stages/train.ts': '1', 'ml/fit.ts': '2', 'ml/old.ts': '3'},
      c3: {'stages/train.ts': '1', 'ml/fit.ts': '9', 'ml/new.ts': '4'},
    };
    expect(
      await why({...base, code: {...base.code, 'stages/train': 'c3'}}, historyOf([earlier(base)], code)),
    ).toBe('code of ml/fit.ts changed, code of ml/new.ts is new, code of ml/old.ts is gone');
  });

  test('is cut where it gets long', async () => {
    const now = {...base, params: {a: 1, b: 2, c: 3}, inputs: {dataset: 'x'.repeat(64)}};
    expect(await why(now, historyOf([earlier(base)]))).toBe(
      'train.a unset → 1, train.b unset → 2, train.c unset → 3, train.model cnn → unset, and 3 more',
    );
  });

  test('two fingerprints have no differences exactly when their keys are equal', () => {
    const parts = fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('1', '2'));
    const fingerprints = fc.record({
      definition: fc.constantFrom('x', 'y'),
      params: fc.dictionary(
        fc.constantFrom('a', 'b'),
        fc.oneof(fc.boolean(), fc.nat(2), fc.array(fc.nat(1))),
      ),
      inputs: parts,
      code: parts,
      engine: fc.constantFrom('e', 'f'),
    });
    fc.assert(
      fc.property(fingerprints, fingerprints, (a, b) => {
        expect(differences(a, b).length === 0).toBe(keyOf(a) === keyOf(b));
      }),
    );
  });
});
