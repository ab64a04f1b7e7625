import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {z} from 'zod';
import type {Failure} from '../../../src/runner/failure.ts';
import {drivenStages, type Invocation} from '../../rig/driven-stages.ts';
import {makeWorkspace, type Workspace} from '../../rig/workspace.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

/** A stage that goes so many laps; with `turn`, how it goes depends on how far it will go. */
const walkers = () =>
  drivenStages({
    walk: {
      lane: 'training',
      params: z.object({
        laps: z.int().default(1),
        turn: z.boolean().default(false),
        pace: z.int().default(1),
      }),
      prefix: {
        param: 'laps',
        holds: ({turn}) => turn !== true || 'turn depends on laps',
      },
      weight: ({laps}) => Number(laps),
    },
  });

const pipeline = 'name: walk\nstages: {walk: {uses: walk}}';
const laps = (...counts: readonly number[]) =>
  Object.fromEntries(counts.map((n) => [`experiments/e${n}.yaml`, `set: {walk.laps: ${n}}`]));
const names = (...counts: readonly number[]) => counts.map((n) => `e${n}`);

/** Leaves what it takes to go on, and says from where it went. */
async function finish(walk: Invocation): Promise<string> {
  const {continues, params, state} = walk.work;
  const from = continues === undefined ? 'nothing' : await readFile(join(continues, 'lap'), 'utf8');
  await writeFile(join(state ?? '', 'lap'), String(params['laps']));
  await walk.done({out: String(params['laps'])});
  return `${String(params['laps'])} from ${from}`;
}

const broken: Failure = {code: 'broken', blame: 'stage', what: 'It broke.'};

describe('stages that differ only in how far they go', () => {
  test('are made one from another, the shortest first, whatever their order; the next run goes on from the store', async () => {
    workspace = await makeWorkspace({'pipeline.yaml': pipeline, ...laps(8, 1, 4, 2, 3, 6)});
    const walks = walkers();
    const run = await workspace.run(walks.definitions, {experiments: names(8, 1, 4, 2)});
    const went: string[] = [];
    for (let n = 0; n < 4; n++) went.push(await finish(await walks.next('walk')));
    expect(went).toEqual(['1 from nothing', '2 from 1', '4 from 2', '8 from 4']);
    expect((await run.end).status).toBe('done');
    expect(run.transcript().filter((line) => line.startsWith('r1 walk'))).toEqual([
      'r1 walk waits: continues where walk.laps 4 ends',
      'r1 walk waits: walk.laps 4 → 8, continues from laps 4 of run r3',
      'r1 walk starts, attempt 1, 4 threads',
      'r1 walk ran: walk.laps 4 → 8, continues from laps 4 of run r3',
    ]);

    const later = await workspace.run(walks.definitions, {experiments: names(6, 3)});
    expect([await finish(await walks.next('walk')), await finish(await walks.next('walk'))]).toEqual([
      '3 from 2',
      '6 from 4',
    ]);
    expect((await later.end).runs.map(({status}) => status)).toEqual(['done', 'done']);
  });

  test('are foretold as they will be made, from one another or from the store', async () => {
    workspace = await makeWorkspace({
      'pipeline.yaml': pipeline,
      ...laps(8, 1, 4),
      'experiments/turned.yaml': 'set: {walk.laps: 8, walk.turn: true}',
    });
    const walks = walkers();
    const foretold = async (...experiments: readonly string[]) =>
      (await workspace.foretell(walks.definitions, {experiments})).map(({stages}) =>
        stages.map(({prospect}) => ('reason' in prospect ? prospect.reason : prospect.will)).join(),
      );
    expect(await foretold('e8', 'e1', 'e4')).toEqual([
      'nothing cached yet, continues from laps 4 of e4',
      'nothing cached yet',
      'nothing cached yet, continues from laps 1 of e1',
    ]);
    const run = await workspace.run(walks.definitions, {experiments: ['e4']});
    await finish(await walks.next('walk'));
    await run.end;
    expect(await foretold('e8', 'e1')).toEqual([
      'walk.laps 4 → 8, continues from laps 4 of run r1',
      'walk.laps 4 → 1, from the beginning: what is kept of laps 4 leads on from there, not back',
    ]);
    expect(await foretold('turned')).toEqual(['walk.laps 4 → 8, walk.turn false → true']);
  });

  test('begin at the beginning where only a longer one is kept, and say so', async () => {
    workspace = await makeWorkspace({'pipeline.yaml': pipeline, ...laps(4, 8)});
    const walks = walkers();
    const long = await workspace.run(walks.definitions, {experiments: ['e8']});
    await finish(await walks.next('walk'));
    await long.end;
    const short = await workspace.run(walks.definitions, {experiments: ['e4']});
    expect(await finish(await walks.next('walk'))).toBe('4 from nothing');
    await short.end;
    expect(short.transcript()).toContain(
      'r2 walk ran: walk.laps 8 → 4, from the beginning: what is kept of laps 8 leads on from there, not back',
    );
  });

  test('go each their own way where one is not the beginning of the other, side by side, and say why', async () => {
    workspace = await makeWorkspace({'pipeline.yaml': pipeline, ...laps(1, 2)});
    const walks = walkers();
    const run = await workspace.run(walks.definitions, {experiments: names(2, 1), set: ['walk.turn=true']});
    const both = [await walks.next('walk'), await walks.next('walk')];
    const went: string[] = [];
    for (const walk of both) went.push(await finish(walk));
    expect(went).toEqual(['2 from nothing', '1 from nothing']);
    await run.end;
    await workspace.write('experiments/e5.yaml', 'set: {walk.laps: 5}');
    const later = await workspace.run(walks.definitions, {experiments: ['e5'], set: ['walk.turn=true']});
    expect(await finish(await walks.next('walk'))).toBe('5 from nothing');
    await later.end;
    const lines = later.transcript();
    expect(lines[lines.length - 3]).toMatch(
      /^r3 walk ran: walk.laps [12] → 5, from the beginning: turn depends on laps$/,
    );
  });

  test('do not wait for those that differ in more, and share the cores with these alone', async () => {
    workspace = await makeWorkspace({
      'pipeline.yaml': pipeline,
      ...laps(1, 2),
      'experiments/fast.yaml': 'set: {walk.laps: 2, walk.pace: 2}',
    });
    const walks = walkers();
    const run = await workspace.run(walks.definitions, {experiments: [...names(1, 2), 'fast']});
    const [one, other] = [await walks.next('walk'), await walks.next('walk')];
    expect([one.work.params, other.work.params]).toEqual([
      {laps: 2, turn: false, pace: 2},
      {laps: 1, turn: false, pace: 1},
    ]);
    expect([one.work.threads, other.work.threads]).toEqual([2, 2]);
    await finish(one);
    await finish(other);
    expect(await finish(await walks.next('walk'))).toBe('2 from 1');
    await run.end;
  });

  test('go on without a shorter one that failed', async () => {
    workspace = await makeWorkspace({'pipeline.yaml': pipeline, ...laps(1, 2, 4)});
    const walks = walkers();
    const run = await workspace.run(walks.definitions, {experiments: names(1, 2, 4)});
    await finish(await walks.next('walk'));
    (await walks.next('walk')).fail(broken);
    expect(await finish(await walks.next('walk'))).toBe('4 from 1');
    expect((await run.end).runs.map(({status}) => status)).toEqual(['done', 'failed', 'done']);
  });

  test('do not go on from a state that is damaged', async () => {
    workspace = await makeWorkspace({'pipeline.yaml': pipeline, ...laps(1, 2, 4)});
    const walks = walkers();
    const run = await workspace.run(walks.definitions, {experiments: names(1, 2)});
    await finish(await walks.next('walk'));
    await finish(await walks.next('walk'));
    const {runs} = await run.end;
    const two = runs[1]?.stages.get('walk');
    const folder = two?.status === 'done' ? two.artifact.folder : '';
    await writeFile(join(folder, '../state/lap'), '7');
    const later = await workspace.run(walks.definitions, {experiments: names(2, 4)});
    expect(await finish(await walks.next('walk'))).toBe('4 from 1');
    // The result itself is whole all the same.
    const {runs: after} = await later.end;
    expect(after[0]?.stages.get('walk')).toMatchObject({how: 'cached'});
  });

  test('end when all is cancelled, also those that wait for shorter ones', async () => {
    workspace = await makeWorkspace({'pipeline.yaml': pipeline, ...laps(1, 2)});
    const walks = walkers();
    const run = await workspace.run(walks.definitions, {experiments: names(1, 2)});
    const walk = await walks.next('walk');
    run.cancel();
    walk.fail({code: 'cancelled', blame: 'cancelled', what: 'Cancelled.'});
    expect((await run.end).runs.map(({status}) => status)).toEqual(['cancelled', 'cancelled']);
    expect(walks.count('walk')).toBe(1);
  });
});
