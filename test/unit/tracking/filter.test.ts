import {describe, expect, test} from 'vitest';
import {filterRuns} from '../../../src/tracking/filter/filter-runs.ts';
import {judge} from '../../../src/tracking/gate.ts';
import type {RunSummary} from '../../../src/tracking/run-summary.ts';
import {groupedRows} from '../../../src/cli/grouped-rows.ts';
import {meanRuns} from '../../../src/tracking/mean-runs.ts';
import {sortRuns} from '../../../src/tracking/sort-runs.ts';
import {namedColumns} from '../../../src/ui/run-columns.ts';

const now = Date.UTC(2026, 10, 24, 12);
const run = (id: string, given: Partial<RunSummary> = {}): RunSummary => ({
  id,
  experiment: 'cnn',
  pipeline: 'study',
  status: 'done',
  started: new Date(now - 3_600_000).toISOString(),
  seconds: 60,
  params: {'train.model': 'cnn', 'train.epochs': 20, 'train.seed': 1, 'augment.seed': 7},
  latest: {val_acc: 0.95, val_loss: 0.2},
  best: {val_acc: 0.96},
  best_step: {val_acc: 12},
  facts: {'train.parameters': 205_112},
  data: null,
  tags: [],
  stages: [],
  ...given,
});

const runs = [
  run('261124-aaa1'),
  run('261124-aaa2', {
    experiment: 'mlp',
    params: {'train.model': 'mlp', 'train.epochs': 10, 'train.seed': 1},
    latest: {val_acc: 0.8, val_loss: 0.9},
    tags: ['old', 'keep'],
  }),
  run('261124-aaa3', {
    experiment: 'failing',
    status: 'failed',
    started: new Date(now - 7 * 86_400_000).toISOString(),
    seconds: null,
    latest: {},
    best: {},
  }),
];

const passing = (filter: string) => {
  const passed = filterRuns(filter, {runs, now});
  return passed.ok ? passed.value.map(({id}) => id.slice(-1)).join('') : passed.failure.what;
};

describe('a filter', () => {
  test.each([
    ['', '123'],
    ['train.epochs>=20 and model=cnn', '13'],
    ['train.epochs>=20 model=cnn status=done', '1'],
    ['model == mlp || status=failed', '23'],
    ['model=mlp or status=failed and age<2h', '2'],
    ['(model=mlp or status=failed) and age<2h', '2'],
    ['!cnn', '2'],
    ['not status=done', '3'],
    ['mlp', '2'],
    ['MLP', '2'],
    ['"aaa3"', '3'],
    ['val_acc>90%', '1'],
    ['val_acc<0.9', '2'],
    ['val_acc!=0.8', '13'],
    ['best.val_acc>=0.96', '12'],
    ['parameters>200k', '123'],
    ['train.parameters≥205112', '123'],
    ['tag=keep', '2'],
    ['tag!=keep', '13'],
    ['experiment~FAIL', '3'],
    ['experiment!~l', '1'],
    ['age>1d', '3'],
    ['started<2026-11-20', '3'],
    ['seed=7', '13'],
    ['sample=true', ''],
  ])('%s', (filter, ids) => {
    expect(passing(filter)).toBe(ids);
  });

  test.each([
    ['model=', 'The filter cannot be read at character 7, a value belongs here: model=⟨here⟩'],
    ['and x', 'The filter cannot be read at character 1, a name or a word belongs here: ⟨here⟩and x'],
    ['(mlp', 'The filter cannot be read at character 5, a closing parenthesis is missing: (mlp⟨here⟩'],
    ['mlp)', 'The filter cannot be read at character 4, what stands before it is complete: mlp⟨here⟩)'],
    ['a "b', 'The filter cannot be read at character 3, nothing here starts with ": a ⟨here⟩"b'],
    ['epoch>3', 'No run has a param, a metric or a field named epoch.'],
    ['val_acc<high', 'val_acc is a number, and cannot be more or less than high.'],
  ])('that cannot be read: %s', (filter, what) => {
    expect(passing(filter)).toBe(what);
  });

  test('says which name was meant', () => {
    const fault = filterRuns('epohcs>3', {runs, now});
    expect(fault).toMatchObject({ok: false, failure: {todo: 'Did you mean epochs?'}});
  });
});

describe('a name', () => {
  const said = (all: readonly RunSummary[], filter: string) => {
    const passed = filterRuns(filter, {runs: all, now});
    return passed.ok ? passed.value.map(({id}) => id).join('') : passed.failure.what;
  };
  const both = [
    run('a', {params: {'train.loss': 'mse'}, latest: {loss: 0.1}, facts: {'test.loss': 7}}),
    run('b', {params: {'train.loss': 'huber'}, latest: {loss: 0.9}, facts: {'test.loss': 8}}),
  ];
  test.each([
    ['loss=mse', 'a'],
    ['params.loss=mse', 'a'],
    ['metrics.loss<0.5', 'a'],
    ['latest.loss>0.5', 'b'],
    ['facts.loss=8', 'b'],
    ['facts.mse=8', 'No run has a param, a metric or a field named facts.mse.'],
  ])('that a param, a metric and a fact share: %s', (filter, ids) => {
    expect(said(both, filter)).toBe(ids);
  });

  const cells = (id: string, cnn: number, mlp: number) =>
    run(id, {params: {'train[model=cnn,seed=1].epochs': cnn, 'train[model=mlp,seed=1].epochs': mlp}});
  test.each([
    ['train[model=cnn,seed=1].epochs>6', 'b'],
    ['train[model=cnn].epochs>6', 'b'],
    ['train.epochs>6', 'bc'],
    ['epochs>6', 'bc'],
    ['train[model=gru].epochs>6', 'No run has a param, a metric or a field named train[model=gru].epochs.'],
  ])('of cells of a matrix: %s', (filter, ids) => {
    expect(said([cells('a', 5, 5), cells('b', 7, 5), cells('c', 5, 9)], filter)).toBe(ids);
  });

  const mixed = [
    run('a', {params: {'train.lr': 'auto'}, latest: {loss: NaN}}),
    run('b', {params: {'train.lr': 0.1}, latest: {loss: Infinity}}),
    run('c', {params: {'train.lr': null}, latest: {loss: 0.5}}),
  ];
  test.each([
    ['lr>0.05', 'b'],
    ['lr<1M', 'b'],
    ['lr=auto', 'a'],
    ['lr=null', 'c'],
    ['lr!=null', 'ab'],
    ['loss=nan', 'a'],
    ['loss!=NaN', 'bc'],
    ['loss=inf', 'b'],
    ['loss<inf', 'c'],
    ['loss<nan', 'loss is a number, and cannot be more or less than nan.'],
  ])('of numbers and of what is none: %s', (filter, ids) => {
    expect(said(mixed, filter)).toBe(ids);
  });

  test('M is a million, m a minute', () => {
    expect(passing('parameters>0.2M')).toBe('123');
    expect(passing('parameters>1M')).toBe('');
    expect(passing('age>1000m')).toBe('3');
  });

  test('what is nested without end is refused', () => {
    expect(passing('('.repeat(50_000))).toMatch(/^The filter cannot be read at character 101, nobody/);
  });
});

describe('sorting', () => {
  const sorted = (order: string) => {
    const result = sortRuns(runs, order, {now, metrics: {val_acc: 'max', val_loss: 'min'}});
    return result.ok ? result.value.map(({id}) => id.slice(-1)).join('') : result.failure.what;
  };
  test.each([
    ['val_acc', '123'],
    ['-val_acc', '213'],
    ['val_loss', '123'],
    ['best.val_acc,-id', '213'],
    ['epochs', '213'],
    ['-age', '312'],
    ['experiment', '132'],
    ['nothing', 'No run has a param, a metric or a field named nothing.'],
  ])('by %s', (order, ids) => {
    expect(sorted(order)).toBe(ids);
  });

  const order = (all: readonly RunSummary[], by: string) => {
    const result = sortRuns(all, by, {now, metrics: {}});
    return result.ok ? result.value.map(({id}) => id).join('') : result.failure.what;
  };
  test('equal infinities leave it to the next field; numbers come before words', () => {
    const lost = ['b', 'a'].map((id) => run(id, {latest: {loss: Infinity}}));
    expect(order(lost, 'loss,id')).toBe('ab');
    const rates = ['5x', 9, 10].map((lr, at) => run('abc'.charAt(at), {params: {'train.lr': lr}}));
    expect([order(rates, 'lr'), order(rates, '-lr')]).toEqual(['bca', 'acb']);
  });
  test('by a param of a cell of a matrix', () => {
    const cells = [7, 5].map((epochs, at) =>
      run('ab'.charAt(at), {params: {'train[model=cnn,seed=1].epochs': epochs}}),
    );
    expect(order(cells, 'train[model=cnn,seed=1].epochs,id')).toBe('ba');
  });
});

const seeded = (experiment: string, values: readonly number[], rotation = 0): RunSummary[] =>
  values.map((val_acc, index) =>
    run(`261124-${experiment}${index}`, {
      experiment,
      params: {'train.seed': index, 'augment.rotation': rotation},
      latest: {val_acc},
    }),
  );

test('runs that differ in their seeds alone are one', () => {
  const groups = meanRuns([...seeded('a', [0.9, 0.92]), ...seeded('b', [0.95], 10)]);
  expect(groups.map(({experiment, members, latest}) => [experiment, members.length, latest])).toEqual([
    ['a', 2, {val_acc: 0.91}],
    ['b', 1, {val_acc: 0.95}],
  ]);
});

test('of a seed that was run twice the newer run counts, in whatever order they stand', () => {
  const of = (id: string, day: string, seeds: Readonly<Record<string, number>>, val_acc: number) =>
    run(id, {started: `2026-11-${day}T00:00:00.000Z`, params: seeds, latest: {val_acc}});
  const older = of('older', '01', {'train.seed': 1, 'augment.seed': 2}, 0.99);
  const newer = of('newer', '02', {'augment.seed': 2, 'train.seed': 1}, 0.5);
  const other = of('other', '01', {'train.seed': 2, 'augment.seed': 2}, 0.7);
  for (const runs of [
    [older, newer, other],
    [newer, other, older],
  ])
    expect(meanRuns(runs)).toMatchObject([{id: 'newer', latest: {val_acc: 0.6}, members: {length: 2}}]);
});

test('groups are sorted by their means and counted as rows, each with all of its seeds', async () => {
  const all = [...seeded('a', [0.9, 0.98]), ...seeded('b', [0.96, 0.97], 10), ...seeded('c', [0.5], 20)];
  const rows = await groupedRows(all, {metrics: {val_acc: 'max'}, now, sort: 'val_acc', limit: 2});
  expect(rows.map(({experiment, latest}) => [experiment, latest])).toEqual([
    ['b', {val_acc: 0.965}],
    ['a', {val_acc: 0.94}],
  ]);
});

test('the column of seeds can be asked for by name where rows are groups, and only there', () => {
  const all = seeded('a', [0.9, 0.98]);
  const titles = (of: readonly RunSummary[]) => {
    const columns = namedColumns(['seeds', 'val_acc'], {runs: of, metrics: {}, now});
    return columns.ok
      ? columns.value.map(({title, value}) => [title, of.map((each) => value(each))])
      : columns.failure.map(({code}) => code);
  };
  expect(titles(meanRuns(all)).slice(1, 2)).toEqual([['seeds', [2]]]);
  expect(titles(all)).toEqual(['filter-name']);
});

describe('a gate', () => {
  const base = seeded('base', [0.95, 0.952, 0.957]);
  const fails = (condition: string, candidates: readonly RunSummary[], baseline: readonly RunSummary[]) => {
    const verdicts = judge(condition, {runs: candidates, baseline, now});
    return verdicts.ok ? verdicts.value.map((verdict) => verdict.fails) : verdicts.failure.what;
  };
  test.each([
    'val_acc < base - 0.5pp',
    'val_acc<base-0.5pp',
    'val_acc < base - 0.5%',
    'val_acc < base -0.5pp',
    'val_acc < base- 0.5pp',
  ])('%s', (condition) => {
    expect(fails(condition, seeded('worse', [0.9], 5), base)).toEqual([true]);
    expect(fails(condition, seeded('near', [0.951], 5), base)).toEqual([false]);
  });
  test('a difference within the noise does not fail', () => {
    expect(fails('val_acc < base', seeded('worse', [0.94, 0.945, 0.941], 5), base)).toEqual([true]);
    expect(fails('val_acc < base', seeded('noisy', [0.9, 0.99, 0.95], 5), base)).toEqual([false]);
  });
  test('a run that did not come to its metric, or diverged, fails', () => {
    const without = seeded('gone', [0.99], 5).map((run) => ({...run, latest: {}}));
    expect(fails('val_acc < base', without, base)).toEqual([true]);
    expect(fails('val_acc < base', seeded('diverged', [NaN], 5), base)).toEqual([true]);
  });
  test('such a run fails nothing that another part of the condition rules out', () => {
    const without = seeded('gone', [0.99], 5).map((run) => ({...run, latest: {}}));
    expect(fails('not val_acc >= base', without, base)).toEqual([true]);
    expect(fails('val_acc < base and experiment=other', without, base)).toEqual([false]);
    expect(fails('val_acc < base or experiment=gone', without, base)).toEqual([true]);
  });
  test('what is by chance in one part leaves the others their say', () => {
    const noisy = seeded('noisy', [0.9, 0.99, 0.95], 5);
    expect(fails('val_acc < base or val_acc > 0.94', noisy, base)).toEqual([true]);
    expect(fails('not val_acc >= base', noisy, base)).toEqual([false]);
    expect(fails('val_acc < base or val_acc > 0.96', noisy, base)).toEqual([false]);
  });
  test('all that has a number is measured, not only latest metrics', () => {
    const [slower, faster] = [90, 60].map((seconds) =>
      seeded('timed', [0.95], 5).map((run) => ({...run, seconds})),
    );
    expect(fails('seconds > base + 20%', slower ?? [], base)).toEqual([true]);
    expect(fails('seconds > base + 20%', faster ?? [], base)).toEqual([false]);
    const best = (value: number) =>
      seeded('best', [0.95], 5).map((run) => ({...run, best: {val_acc: value}}));
    expect(fails('best.val_acc < base - 1pp', best(0.9), base)).toEqual([true]);
    expect(fails('best.val_acc < base - 1pp', best(0.96), base)).toEqual([false]);
    expect(fails('status != base', seeded('same', [0.95], 5), base)).toEqual([false]);
  });
  test('a part of what is below zero is below it, too', () => {
    expect(fails('val_acc < base - 2%', seeded('same', [-100], 5), seeded('base', [-100]))).toEqual([false]);
    expect(fails('val_acc < base - 2%', seeded('less', [-103], 5), seeded('base', [-100]))).toEqual([true]);
  });
  test('rounding is no difference', () => {
    const dead = seeded(
      'dead',
      Array.from({length: 10}, () => 0.1),
      5,
    );
    expect(fails('val_acc < base', dead, seeded('base', [0.1, 0.1]))).toEqual([false]);
    expect(fails('val_acc < base', dead, seeded('base', [0.1]))).toEqual([false]);
  });
  test('a baseline without the number, and a gate without a condition, are refused', () => {
    expect(fails('val_acc < base', runs, seeded('base', [NaN]))).toBe(
      'The baseline, run 261124-base0, has NaN for val_acc: nothing can be held against it.',
    );
    const without = seeded('base', [0.9]).map((run) => ({...run, latest: {}}));
    expect(fails('val_acc < base', runs, without)).toBe(
      'The baseline, run 261124-base0, has no val_acc: nothing can be held against it.',
    );
    expect(fails('', runs, [])).toBe('`--fail-if` has no condition.');
  });
  test('without a baseline', () => {
    expect(fails('val_acc < 0.9', runs, [])).toEqual([false, true, true]);
    expect(fails('val_acc < 0.9 and status=done', runs, [])).toEqual([false, true, false]);
    expect(fails('train.epochs > 15', runs, [])).toEqual([true, false, true]);
    expect(fails('val_acc < base', runs, [])).toBe(
      'val_acc is a number, and cannot be more or less than base.',
    );
  });
});
