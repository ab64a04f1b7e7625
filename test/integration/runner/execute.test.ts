import {readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {z} from 'zod';
import {fail, ok, type Failure} from '../../../src/runner/failure.ts';
import {keysInUse} from '../../../src/runner/store-use.ts';
import {drivenStages} from '../../rig/driven-stages.ts';
import {studyStages} from '../../rig/study-stages.ts';
import {makeWorkspace, type RunOptions, type Workspace} from '../../rig/workspace.ts';

const workspaces: Workspace[] = [];
afterEach(() => Promise.all(workspaces.splice(0).map((each) => each.remove())));

async function workspaceWith(pipeline: string, files: Readonly<Record<string, string>> = {}) {
  const workspace = await makeWorkspace({'pipeline.yaml': pipeline, ...files});
  workspaces.push(workspace);
  return workspace;
}

const study = `
name: study
stages:
  download: {uses: download}
  preprocess: {uses: preprocess, needs: {raw: download}}
  train: {uses: train, needs: {dataset: preprocess}}
  evaluate: {uses: evaluate, needs: {model: train, dataset: preprocess}}
`;
const experiments = {
  'experiments/mlp.yaml': 'set: {train.model: mlp}',
  'experiments/cnn.yaml': 'set: {train.model: cnn}',
  'experiments/long.yaml': 'set: {train.epochs: 40}',
};
const broken: Failure = {code: 'broken', blame: 'stage', what: 'It broke.'};

describe('a run', () => {
  test('runs its stages in order, each with its inputs, and says so; the next does nothing and says why', async () => {
    const workspace = await workspaceWith(study);
    const stages = studyStages();
    const run = await workspace.run(stages.definitions);
    await (await stages.next('download')).done({'a.csv': '1', 'deep/b.csv': '2'});
    const preprocess = await stages.next('preprocess');
    expect(await readFile(join(preprocess.work.inputs['raw'] ?? '', 'deep/b.csv'), 'utf8')).toBe('2');
    preprocess.report({type: 'progress', done: 1, unit: 'rows'});
    preprocess.report({type: 'fact', name: 'rows', value: 1});
    await preprocess.done();
    const train = await stages.next('train');
    expect(train.work.params).toEqual({
      model: 'cnn',
      epochs: 20,
      learning_rate: 0.001,
      threads: 'auto',
      shuffle: true,
      filters: 32,
    });
    train.report({type: 'metrics', step: 1, values: {loss: 0.5, acc: Number.NaN}});
    await train.done();
    await (await stages.next('evaluate')).done();
    expect((await run.end).status).toBe('done');
    expect(run.transcript()).toEqual([
      'execution of study: 1 runs',
      'r1 is study',
      'r1 download waits: nothing cached yet',
      'r1 download starts, attempt 1, 2 threads',
      'r1 download ran: nothing cached yet',
      'r1 preprocess waits: nothing cached yet',
      'r1 preprocess starts, attempt 1, 1 threads',
      'r1 preprocess says {"type":"progress","done":1,"unit":"rows"}',
      'r1 preprocess says {"type":"fact","name":"rows","value":1}',
      'r1 preprocess ran: nothing cached yet',
      'r1 train waits: nothing cached yet',
      'r1 train starts, attempt 1, 4 threads',
      'r1 train says {"type":"metrics","step":1,"values":{"loss":0.5,"acc":null}}',
      'r1 train ran: nothing cached yet',
      'r1 evaluate waits: nothing cached yet',
      'r1 evaluate starts, attempt 1, 1 threads',
      'r1 evaluate ran: nothing cached yet',
      'r1 done',
      'execution done',
    ]);

    const asked: unknown[] = [];
    const again = await workspace.run(stages.definitions, {
      findEqualRun: (keys) => {
        asked.push(Object.keys(keys));
        return 'r1';
      },
    });
    await again.end;
    const reason = 'same params, code and inputs as before';
    expect(again.transcript()).toEqual([
      'execution of study: 1 runs',
      'r2 is study',
      `r2 download cached: ${reason}`,
      'r2 preprocess says {"type":"fact","name":"rows","value":1}',
      `r2 preprocess cached: ${reason}`,
      'r2 train says {"type":"metrics","step":1,"values":{"loss":0.5,"acc":null}}',
      `r2 train cached: ${reason}`,
      `r2 evaluate cached: ${reason}`,
      'r2 done, equals r1',
      'execution done',
    ]);
    expect(asked).toEqual([['download', 'preprocess', 'train', 'evaluate']]);
    expect(
      again.events.flatMap((event) =>
        event.type === 'stage-reported' && event.report.type === 'metrics' ? [event.report.values] : [],
      ),
    ).toEqual([{loss: 0.5, acc: Number.NaN}]);
  });

  test('after a change runs what depends on it, and no more', async () => {
    const workspace = await workspaceWith(study);
    const stages = studyStages();
    const first = await workspace.run(stages.definitions);
    for (const name of ['download', 'preprocess', 'train', 'evaluate'])
      await (await stages.next(name)).done();
    await first.end;

    const longer = await workspace.run(stages.definitions, {set: ['train.epochs=40']});
    await (await stages.next('train')).done({'weights.bin': 'better'});
    await (await stages.next('evaluate')).done();
    await longer.end;
    expect(longer.transcript().filter((line) => line.includes('waits'))).toEqual([
      'r2 train waits: train.epochs 20 → 40',
      'r2 evaluate waits: train.epochs 20 → 40',
    ]);

    // Another source that leaves equal files: nothing after it has to run.
    const other = await workspace.run(stages.definitions, {set: ['download.source=kaggle']});
    await (await stages.next('download')).done();
    await other.end;
    expect(other.transcript().filter((line) => / (waits|ran|cached)/.test(line))).toEqual([
      'r3 download waits: download.source auto → kaggle',
      'r3 download ran: download.source auto → kaggle',
      'r3 preprocess cached: same params, code and inputs as before',
      'r3 train cached: same params, code and inputs as before',
      'r3 evaluate cached: same params, code and inputs as before',
    ]);
  });
});

describe('runs side by side', () => {
  test('share equal work, which is told to each', async () => {
    const workspace = await workspaceWith(study, experiments);
    const stages = studyStages();
    const run = await workspace.run(stages.definitions, {experiments: ['mlp', 'cnn']});
    const download = await stages.next('download');
    await run.said('r2 download waits: run r1 does the same work');
    download.report({type: 'fact', name: 'source', value: 'sample'});
    await download.done();
    await (await stages.next('preprocess')).done();
    const trainings = [await stages.next('train'), await stages.next('train')];
    expect(trainings.map(({work}) => `${String(work.params['model'])} ${work.threads}`).sort()).toEqual([
      'cnn 2',
      'mlp 2',
    ]);
    for (const training of trainings) await training.done({model: String(training.work.params['model'])});
    for (let count = 0; count < 2; count++) await (await stages.next('evaluate')).done();
    expect((await run.end).status).toBe('done');
    expect(stages.count('download')).toBe(1);
    const lines = (id: string) => run.transcript().filter((line) => line.startsWith(`${id} download`));
    expect(lines('r1')).toEqual([
      'r1 download waits: nothing cached yet',
      'r1 download starts, attempt 1, 2 threads',
      'r1 download says {"type":"fact","name":"source","value":"sample"}',
      'r1 download ran: nothing cached yet',
    ]);
    expect(lines('r2')).toEqual([
      'r2 download waits: run r1 does the same work',
      'r2 download says {"type":"fact","name":"source","value":"sample"}',
      'r2 download shared: run r1 does the same work',
    ]);
  });

  test('wait for a slot of their lane, the heaviest training first', async () => {
    const workspace = await workspaceWith(study, experiments);
    const stages = studyStages();
    const run = await workspace.run(stages.definitions, {
      experiments: ['mlp', 'cnn', 'long'],
      lanes: {network: 1, light: 1, training: 1},
    });
    await (await stages.next('download')).done();
    await (await stages.next('preprocess')).done();
    const order: unknown[] = [];
    for (let count = 0; count < 3; count++) {
      const training = await stages.next('train');
      order.push([training.work.params['model'], training.work.params['epochs'], training.work.threads]);
      expect(stages.count('train')).toBe(count + 1);
      await training.done({is: JSON.stringify(training.work.params)});
    }
    for (let count = 0; count < 3; count++) await (await stages.next('evaluate')).done();
    await run.end;
    expect(order).toEqual([
      ['cnn', 40, 4],
      ['mlp', 20, 4],
      ['cnn', 20, 4],
    ]);
  });

  test('share out the cores between the trainings that will run, not those that are cached', async () => {
    const workspace = await workspaceWith(study, experiments);
    const stages = studyStages();
    const lanes = {network: 2, light: 4, training: 4};
    const threads = async (options: RunOptions, trainings: number) => {
      const run = await workspace.run(stages.definitions, {lanes, cores: 8, ...options});
      if (stages.count('download') === 0) {
        await (await stages.next('download')).done();
        await (await stages.next('preprocess')).done();
      }
      const given: number[] = [];
      for (let count = 0; count < trainings; count++) {
        const training = await stages.next('train');
        given.push(training.work.threads);
        await training.done({is: JSON.stringify(training.work.params)});
      }
      for (let count = 0; count < trainings; count++) await (await stages.next('evaluate')).done();
      expect((await run.end).status).toBe('done');
      return given;
    };
    expect(await threads({experiments: ['mlp']}, 1)).toEqual([8]);
    expect(await threads({experiments: ['mlp', 'cnn', 'long']}, 2)).toEqual([4, 4]);
    expect(await threads({set: ['train.epochs=7', 'train.threads=3']}, 1)).toEqual([3]);
  });
});

describe('a failure', () => {
  const fork = `
name: fork
stages:
  a: {uses: download}
  b: {uses: preprocess, needs: {raw: a}}
  c: {uses: train, needs: {dataset: b}}
  d: {uses: download, with: {dataset: other/data}}
  e: {uses: preprocess, needs: {raw: d}, with: {split: [0, 1]}}
`;

  test('skips what depends on it, by name, and the rest goes on', async () => {
    const workspace = await workspaceWith(fork);
    const stages = studyStages();
    const run = await workspace.run(stages.definitions);
    (await stages.next('download')).fail(broken);
    await (await stages.next('download')).done();
    await (await stages.next('preprocess')).done();
    const result = await run.end;
    expect(result.status).toBe('failed');
    expect(result.runs.map(({status}) => status)).toEqual(['failed']);
    expect(
      run
        .transcript()
        .filter((line) => /ran|fail|skip|done/.test(line))
        .sort(),
    ).toEqual([
      'execution failed',
      'r1 a failed: It broke.',
      'r1 b skipped because of a',
      'r1 c skipped because of a',
      'r1 d ran: nothing cached yet',
      'r1 e ran: nothing cached yet',
      'r1 failed',
    ]);
  });

  test('stops all where that is asked for: what runs may end, nothing starts', async () => {
    const workspace = await workspaceWith(fork);
    const stages = studyStages();
    const run = await workspace.run(stages.definitions, {policy: 'fail-fast'});
    const both = [await stages.next('download'), await stages.next('download')];
    const other = both.findIndex(({work}) => work.params['dataset'] === 'other/data');
    const [a, d] = [both[1 - other], both[other]];
    a?.fail(broken);
    await run.said('r1 a failed: It broke.');
    await d?.done();
    expect((await run.end).status).toBe('failed');
    expect(run.transcript().slice(-6)).toEqual([
      'r1 b skipped because of a',
      'r1 c skipped because of a',
      'r1 d ran: nothing cached yet',
      'r1 e skipped because of a',
      'r1 failed',
      'execution failed',
    ]);
  });

  test('of shared work is a failure of each, and is not kept', async () => {
    const workspace = await workspaceWith(study, experiments);
    const stages = studyStages();
    const run = await workspace.run(stages.definitions, {experiments: ['mlp', 'cnn']});
    (await stages.next('download')).fail(broken);
    await run.end;
    expect(
      run
        .transcript()
        .filter((line) => line.includes('failed'))
        .sort(),
    ).toEqual([
      'execution failed',
      'r1 download failed: It broke.',
      'r1 failed',
      'r2 download failed: It broke.',
      'r2 failed',
    ]);
    const again = await workspace.run(stages.definitions);
    (await stages.next('download')).fail(broken);
    await again.end;
    expect(stages.count('download')).toBe(2);
  });

  test('that is an exception is a bug, with its stack', async () => {
    const workspace = await workspaceWith('stages: {a: {uses: download, retries: 3}}');
    const stages = studyStages();
    const run = await workspace.run(stages.definitions);
    (await stages.next('download')).throws(new Error('no such thing'));
    const outcome = (await run.end).runs[0]?.stages.get('a');
    expect(outcome).toMatchObject({
      status: 'failed',
      failure: {
        code: 'bug',
        blame: 'bug',
        what: 'Stage a stopped at an error that should not happen: no such thing',
        facts: {stack: expect.stringContaining('execute.test.ts') as string},
      },
    });
    expect(stages.count('download')).toBe(1);
  });

  test('is tried again as often as the stage allows, going on in its scratch folder', async () => {
    const workspace = await workspaceWith('stages: {a: {uses: download, retries: 2}}');
    const stages = studyStages();
    const waits: number[] = [];
    const clock = {
      now: Date.now,
      wait: (milliseconds: number) => {
        waits.push(milliseconds);
        return Promise.resolve();
      },
    };
    const run = await workspace.run(stages.definitions, {clock});
    const first = await stages.next('download');
    await writeFile(join(first.work.scratch, 'part'), 'half');
    await writeFile(join(first.work.out, 'litter'), '');
    first.fail(broken);
    const second = await stages.next('download');
    expect(await readFile(join(second.work.scratch, 'part'), 'utf8')).toBe('half');
    second.fail({...broken, blame: 'outside'});
    await (await stages.next('download')).done();
    expect((await run.end).status).toBe('done');
    expect(waits).toEqual([1000, 2000]);
    expect(run.transcript().slice(2, -2)).toEqual([
      'r1 a waits: nothing cached yet',
      'r1 a starts, attempt 1, 2 threads',
      'r1 a says {"type":"log","level":"warning","text":"attempt 1 of 3 failed, the next is in 1 s: It broke."}',
      'r1 a starts, attempt 2, 2 threads',
      'r1 a says {"type":"log","level":"warning","text":"attempt 2 of 3 failed, the next is in 2 s: It broke."}',
      'r1 a starts, attempt 3, 2 threads',
      'r1 a ran: nothing cached yet',
    ]);
  });

  test('comes of a timeout, which ends the stage', async () => {
    const workspace = await workspaceWith('stages: {a: {uses: download, timeout: 90s}}');
    const stages = studyStages();
    let over: () => void = () => undefined;
    const clock = {now: Date.now, wait: () => new Promise<void>((resolve) => (over = resolve))};
    const run = await workspace.run(stages.definitions, {clock});
    const {work, throws} = await stages.next('download');
    work.signal.addEventListener('abort', () => throws(new Error('stopped')));
    over();
    await run.end;
    expect(run.transcript()).toContain(
      'r1 a failed: Stage a was ended: it took longer than its timeout of 90 s.',
    );
  });
});

describe('cancelling', () => {
  test('reaches what runs and keeps the rest from starting; everything ends as cancelled', async () => {
    const workspace = await workspaceWith(study, experiments);
    const stages = studyStages();
    const run = await workspace.run(stages.definitions, {experiments: ['mlp', 'cnn']});
    const download = await stages.next('download');
    download.work.signal.addEventListener('abort', () =>
      download.fail({code: 'cancelled', blame: 'cancelled', what: 'It was cancelled.'}),
    );
    run.cancel();
    const result = await run.end;
    expect([result.status, ...result.runs.map(({status}) => status)]).toEqual([
      'cancelled',
      'cancelled',
      'cancelled',
    ]);
    expect(
      run
        .transcript()
        .filter((line) => line.includes('r2'))
        .sort(),
    ).toEqual([
      'r2 cancelled',
      'r2 download failed: Stage download was cancelled.',
      'r2 download waits: run r1 does the same work',
      'r2 evaluate failed: Stage evaluate was cancelled before it began.',
      'r2 is cnn',
      'r2 preprocess failed: Stage preprocess was cancelled before it began.',
      'r2 train failed: Stage train was cancelled before it began.',
    ]);
  });

  const cancelled = 'r1 a failed: Stage a was cancelled.';

  test('comes in time for an attempt that is only begun', async () => {
    const workspace = await workspaceWith('stages: {a: {run: touch ran}}');
    const run = await workspace.run({}, {onEvent: ({type}) => type === 'stage-started' && run.cancel()});
    await run.end;
    expect(run.transcript().slice(-3)).toEqual([cancelled, 'r1 cancelled', 'execution cancelled']);
    expect(await readdir(workspace.folder)).not.toContain('ran');
  });

  test('comes in time where the next attempt is waited for', async () => {
    const workspace = await workspaceWith('stages: {a: {uses: download, retries: 2}}');
    const stages = studyStages();
    const clock = {
      now: Date.now,
      wait: () => {
        run.cancel();
        return Promise.resolve();
      },
    };
    const run = await workspace.run(stages.definitions, {clock});
    (await stages.next('download')).fail(broken);
    await run.end;
    expect(run.transcript().slice(-3)).toEqual([cancelled, 'r1 cancelled', 'execution cancelled']);
    expect(stages.count('download')).toBe(1);
  });
});

test('many stages side by side are no leak of listeners, and none is warned of', async () => {
  const names = Array.from({length: 20}, (_, index) => `a${index}`);
  const workspace = await workspaceWith(
    `stages: {${names.map((name) => `${name}: {uses: ${name}}`).join(', ')}}`,
  );
  const stages = drivenStages(Object.fromEntries(names.map((name) => [name, {}])));
  const warnings: string[] = [];
  const hear = ({name}: Error) => warnings.push(name);
  process.on('warning', hear);
  const run = await workspace.run(stages.definitions, {lanes: {network: 1, light: 20, training: 1}});
  for (const begun of await Promise.all(names.map((name) => stages.next(name)))) await begun.done();
  expect((await run.end).status).toBe('done');
  process.off('warning', hear);
  expect(warnings).toEqual([]);
});

describe('beside another process', () => {
  const chain = 'stages: {a: {uses: a}, b: {uses: b, needs: {x: a}}}';
  const twoStages = () => drivenStages({a: {}, b: {inputs: ['x']}});

  test('what a stage is given counts as it was hashed: forced there to come out otherwise meanwhile, it fails the stage', async () => {
    const workspace = await workspaceWith(chain);
    const stages = twoStages();
    const run = await workspace.run(stages.definitions);
    await (await stages.next('a')).done({'out.txt': 'old'});
    const reading = await stages.next('b');
    const forced = await workspace.run(stages.definitions, {select: {only: ['a'], force: ['a']}});
    await (await stages.next('a')).done({'out.txt': 'new'});
    await forced.end;
    await reading.done();
    await run.end;
    expect(run.transcript().at(-3)).toBe(
      `r1 b failed: ${reading.work.inputs['x'] ?? ''} changed while stage b was reading it, so its result was thrown away.`,
    );
  });

  test('what was forced and made is in use until the end, as what was found', async () => {
    const workspace = await workspaceWith(chain);
    const stages = twoStages();
    const run = await workspace.run(stages.definitions, {select: {force: 'all'}});
    await (await stages.next('a')).done();
    const reading = await stages.next('b');
    const key = run.events.find((event) => event.type === 'stage-done')?.key;
    expect(keysInUse(join(workspace.folder, 'artifacts'))).toContain(key);
    await reading.done();
    await run.end;
  });
});

describe('what a stage will really do', () => {
  const fileStage = () =>
    drivenStages({
      load: {
        params: z.object({path: z.string()}),
        resolve: async ({path}, world) => {
          const file = join(world.workspace, String(path));
          const digest = await world.digest(file);
          return digest.ok
            ? ok({
                params: {source: 'file'},
                externals: {[file]: digest.value},
                note: `the file ${String(path)}`,
              })
            : digest;
        },
        numeric: true,
      },
    });

  test('is resolved, said, and decides the key together with the files it names', async () => {
    const workspace = await workspaceWith('stages: {load: {uses: load, with: {path: data.csv}}}', {
      'data.csv': '1',
    });
    const stages = fileStage();
    const first = await workspace.run(stages.definitions);
    const load = await stages.next('load');
    expect(load.work.params).toEqual({source: 'file'});
    await load.done();
    await first.end;
    expect(first.transcript()[2]).toBe(
      'r1 load says {"type":"log","level":"info","text":"the file data.csv"}',
    );

    await workspace.write('data.csv', '2');
    const second = await workspace.run(stages.definitions);
    const changed = await stages.next('load');
    await second.said('r2 load waits: file data.csv changed');
    // It changes while it is read: what came of it is thrown away.
    await workspace.write('data.csv', '3');
    await changed.done();
    await second.end;
    expect(second.transcript()).toContain(
      `r2 load failed: ${workspace.folder}/data.csv changed while stage load was reading it, so its result was thrown away.`,
    );

    await workspace.write('data.csv', '1');
    const engine = () => ok({name: 'abacus', version: '2'});
    const third = await workspace.run(stages.definitions, {engine});
    await (await stages.next('load')).done();
    await third.end;
    expect(third.transcript()).toContain('r3 load waits: engine abacus 1 → abacus 2');
  });

  test('may be that nothing can be done: the file is not there, or the engine is not', async () => {
    const workspace = await workspaceWith('stages: {load: {uses: load, with: {path: data.csv}}}');
    const stages = fileStage();
    const first = await workspace.run(stages.definitions);
    await first.end;
    expect(first.transcript()).toContain(`r1 load failed: There is nothing at ${workspace.folder}/data.csv.`);
    await workspace.write('data.csv', '1');
    const second = await workspace.run(stages.definitions, {
      engine: () => fail({code: 'engine-missing', blame: 'outside', what: 'There is no engine.'}),
    });
    await second.end;
    expect(second.transcript()).toContain('r2 load failed: There is no engine.');
    expect(stages.count('load')).toBe(0);
  });

  test('without a cache is done once in every execution', async () => {
    const workspace = await workspaceWith(
      'stages: {a: {uses: download, cache: false}, b: {uses: preprocess, needs: a}}',
      experiments,
    );
    const stages = studyStages();
    for (const run of ['r1', 'r2']) {
      const started = await workspace.run(stages.definitions);
      await (await stages.next('download')).done();
      if (run === 'r1') await (await stages.next('preprocess')).done();
      await started.end;
      expect(started.transcript()).toContain(`${run} a ran: without a cache (cache: false or --no-cache)`);
    }
    expect([stages.count('download'), stages.count('preprocess')]).toEqual([2, 1]);
  });
});

test('a param that is set and has no effect under the others is warned of', async () => {
  const workspace = await workspaceWith(
    'name: sleepers\nstages:\n  turn: {uses: turn, with: {rotation: 0, fill: wrap, mode: online}}\n',
  );
  const turn = drivenStages({
    turn: {
      params: z.object({
        rotation: z.int().default(0),
        fill: z.enum(['nearest', 'wrap']).default('nearest'),
        mode: z.enum(['online', 'offline']).default('online'),
      }),
      resolve: (params) => Promise.resolve(ok({params: params['rotation'] === 0 ? {} : plainOf(params)})),
    },
  });
  const run = async (options: RunOptions) => {
    const started = await workspace.run(turn.definitions, options);
    await (await turn.next('turn')).done();
    await started.end;
    return started.transcript().filter((line) => line.includes(' says '));
  };
  expect(await run({})).toEqual(['r1 turn says {"type":"finding","kind":"params-idle","names":["fill"]}']);
  expect(await run({set: ['turn.rotation=10']})).toEqual([]);
});

const plainOf = (params: Readonly<Record<string, unknown>>) => ({
  rotation: Number(params['rotation']),
  fill: String(params['fill']),
  mode: String(params['mode']),
});
