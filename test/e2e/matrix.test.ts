import {readdir, readFile} from 'node:fs/promises';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {makeWorkspace, type Workspace} from '../rig/epochal.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await makeWorkspace({
    'pipeline.yaml': `name: cells
params: {models: [a, b]}
stages:
  fit:
    matrix:
      model: \${models}
      seed: [1, 2]
      exclude: [{model: b, seed: 2}]
      include: [{model: b, seed: 1, rate: 0.5}, {model: c, seed: 9}]
    run: |
      echo "{\\"name\\": \\"acc\\", \\"value\\": 0.\${matrix.seed}}" >> "$EPOCHAL_METRICS"
      echo "\${matrix.model} \${matrix.seed} $RATE" > "$EPOCHAL_OUT/said"
    env: {RATE: '\${matrix.rate}'}
    with: {note: x}
  one:
    run: cp "$EPOCHAL_IN_FIT/said" "$EPOCHAL_OUT/said"
    needs: {fit: 'fit[seed=1,model=b]'}
  all:
    uses: ./all.ts
    needs: {fits: fit}
`,
    'all.ts': `import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {defineStage} from 'epochal';

export default defineStage({
  inputs: {fits: {doc: 'A folder for each cell.', many: true}},
  async run({inputs, out}) {
    const lines = Object.entries(inputs.fits).map(
      ([cell, folder]) => cell + ': ' + readFileSync(join(folder, 'said'), 'utf8'),
    );
    writeFileSync(join(out, 'all'), lines.join(''));
  },
});
`,
  });
});
afterEach(() => workspace.remove());

const stages = (text: string) =>
  text
    .split('\n')
    .flatMap((line) => /^ {2}\S (\S+)\s+(\w+)/.exec(line)?.slice(1, 3).join(' ') ?? [])
    .sort();

const all = [
  'fit[model=a,seed=1]',
  'fit[model=a,seed=2]',
  'fit[model=b,seed=1,rate=0.5]',
  'fit[model=c,seed=9]',
];

test('a stage for each combination but those left out, and those besides; one cell or all are needed by name', async () => {
  const {exitCode, stderr, stdout} = await workspace.epochal('run', '--plain');
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout.match(/· acc\[\S* [\d.]+$/gm)?.sort()).toEqual([
    '· acc[model=a,seed=1] 0.100',
    '· acc[model=a,seed=2] 0.200',
    '· acc[model=b,seed=1,rate=0.5] 0.100',
    '· acc[model=c,seed=9] 0.900',
  ]);
  expect((await workspace.epochal('restore', 'cells', '--to', 'out')).exitCode).toBe(0);
  expect(await readFile(workspace.path('out/all/all'), 'utf8')).toBe(
    'model=a,seed=1: a 1 \nmodel=a,seed=2: a 2 \nmodel=b,seed=1,rate=0.5: b 1 0.5\nmodel=c,seed=9: c 9 \n',
  );
  expect(await readFile(workspace.path('out/one/said'), 'utf8')).toBe('b 1 0.5\n');
});

test('cells are chosen, changed and explained by what names them', async () => {
  expect((await workspace.epochal('run')).exitCode).toBe(0);
  const dry = async (...args: string[]) => stages((await workspace.epochal('run', '--dry', ...args)).stdout);
  expect(await dry('--only', 'fit[model=a]', '--force')).toEqual(
    all.slice(0, 2).map((name) => `${name} runs`),
  );
  // All take the note of all; one has its own.
  expect(await dry('-s', 'fit.note=y', '-s', 'fit[seed=2].note=x', '--only', 'fit')).toEqual(
    all.map((name) => `${name} ${name.includes('seed=2') ? 'cached' : 'runs'}`),
  );
  const {stdout} = await workspace.epochal('why', 'fit[seed=9]', '-s', 'fit.note=y');
  expect(stdout.replaceAll(/\b\d{6}-\w{4}\b/g, 'ID')).toBe(
    `cells · fit[model=c,seed=9] would run: fit[model=c,seed=9].note x → y; everything else equals run ID.
  It would be cached with -s 'fit[model=c,seed=9].note=x'.`,
  );
  // Of many cells that it waits for two are named.
  expect((await workspace.epochal('run', '--dry', '-s', 'fit.note=z')).stdout).toMatch(
    /\? all +depends +on fit\[\S+, which runs, and on fit\[\S+, which runs, and on 2 more · /,
  );
  // Another cell besides changes nothing for those that are there. The stage that takes all has never had so many.
  const pipeline = await readFile(workspace.path('pipeline.yaml'), 'utf8');
  await workspace.write(
    'pipeline.yaml',
    pipeline.replace('{model: c, seed: 9}', '{model: c, seed: 9}, {model: d, seed: 9}'),
  );
  expect(await dry()).toEqual(
    ['all runs', ...all.map((name) => `${name} cached`), 'fit[model=d,seed=9] runs', 'one cached'].sort(),
  );
});

test('the name of a stage means all its cells, also of a run on record, to accept and to restore', async () => {
  expect((await workspace.epochal('run')).exitCode).toBe(0);
  const why = await workspace.epochal('why', 'fit', '--run', 'cells', '--json');
  expect((JSON.parse(why.stdout) as readonly {stage: string}[]).map(({stage}) => stage)).toEqual(all);
  expect((await workspace.epochal('restore', 'cells', 'fit[model=a]', '--to', 'both')).exitCode).toBe(0);
  expect((await readdir(workspace.path('both'))).sort()).toEqual(all.slice(0, 2));
  expect((await workspace.epochal('restore', 'cells', 'fit[model=c]', '--to', 'one')).exitCode).toBe(0);
  expect(await readFile(workspace.path('one/said'), 'utf8')).toBe('c 9 \n');

  const pipeline = await readFile(workspace.path('pipeline.yaml'), 'utf8');
  await workspace.write('pipeline.yaml', pipeline.replace('run: |\n', 'run: |\n      : tidied\n'));
  const dry = async () => stages((await workspace.epochal('run', '--dry', '--only', 'fit')).stdout);
  const each = (word: string) => all.map((name) => `${name} ${word}`);
  expect(await dry()).toEqual(each('runs'));
  expect((await workspace.epochal('accept', 'fit', '-m', 'tidied')).exitCode).toBe(0);
  expect(await dry()).toEqual(each('cached'));
  // There is nothing more to accept of any.
  expect((await workspace.epochal('accept', 'fit')).exitCode).toBe(2);
  expect((await workspace.epochal('accept', 'fit', '--undo')).exitCode).toBe(0);
  expect(await dry()).toEqual(each('runs'));
});

test('what is wrong in a matrix has its place', async () => {
  await workspace.write(
    'pipeline.yaml',
    `stages:
  fit:
    matrix: {seed: [1, 1], exclude: [{sead: 1}]}
    run: echo \${matrix.model} > "$EPOCHAL_OUT/x"
`,
  );
  const {exitCode, stderr} = await workspace.epochal('run');
  expect({exitCode, stderr}).toMatchInlineSnapshot(`
    {
      "exitCode": 2,
      "stderr": "pipeline.yaml:3:38: This matrix has no axis sead to exclude by.
      3 |     matrix: {seed: [1, 1], exclude: [{sead: 1}]}
        |                                      ^
      Did you mean seed? Its axes are: seed.",
    }
  `);
});
