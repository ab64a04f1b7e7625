import {afterEach, beforeEach, expect, test} from 'vitest';
import {makeWorkspace, type Said, type Workspace} from '../rig/epochal.ts';

const pipeline = (command: string, n = 3) => `name: words
stages:
  make: {run: ${JSON.stringify(command)}, with: {n: ${n}}}
  sum: {run: 'wc -l < $EPOCHAL_IN_MAKE/a > $EPOCHAL_OUT/n', needs: [make]}
`;

let workspace: Workspace;
beforeEach(async () => {
  workspace = await makeWorkspace({'pipeline.yaml': pipeline('seq 5 > $EPOCHAL_OUT/a')});
});
afterEach(() => workspace.remove());

const masked = ({stdout, stderr, exitCode}: Said) => ({
  said: `${stdout}\n${stderr}`
    .trim()
    .replaceAll(/\b\d{6}-\w{4}\b/g, 'ID')
    .replaceAll(/\b\d{4}-\d\d-\d\d\b/g, 'DAY')
    .replaceAll(/[\d.]+ s\b/g, 'T s'),
  exitCode,
});
const epochal = async (...words: string[]) => masked(await workspace.epochal(...words));

test('what means something only with a stage is refused without one', async () => {
  expect((await epochal('run')).exitCode).toBe(0);
  for (const option of [['--undo'], ['-m', 'why'], ['-e', 'words'], ['-s', 'make.n=4']])
    expect(await epochal('accept', ...option)).toEqual({
      said: 'Which stage is meant is not said.\n  Name it, as in `epochal accept preprocess`; `epochal accept` alone lists what was accepted.',
      exitCode: 2,
    });
  expect((await epochal('accept', 'make', '--undo', '-e', 'words')).exitCode).toBe(2);
  expect((await epochal('accept')).exitCode).toBe(0);
});

test('a cosmetic change of a command is accepted, shown, and taken back', async () => {
  expect((await epochal('run')).exitCode).toBe(0);
  await workspace.write('pipeline.yaml', pipeline('seq 1 5 > $EPOCHAL_OUT/a'));
  const change = 'command seq 5 > $EPOCHAL_OUT/a → seq 1 5 > $EPOCHAL_OUT/a';
  expect(await epochal('accept', 'make', '-m', 'says the same')).toEqual({
    said: `Accepted as cosmetic for make: ${change}.
  words takes the earlier result, as of run ID. \`epochal accept make --undo\` takes it back.`,
    exitCode: 0,
  });
  expect((await epochal('run')).said).toBe(`words · 1 run
words · make · cached: accepted as cosmetic on DAY: ${change}
words · sum · cached: same params, code and inputs as before
words · nothing to do: equals run ID
done in T s · 1 done`);
  expect((await epochal('why', 'make')).said).toBe(
    `words · make is cached: made by run ID; accepted as cosmetic on DAY: ${change}.
  It had to be made then: nothing was cached yet.`,
  );
  const listed = `DAY  make  ${change}, accepted as cosmetic  says the same`;
  expect((await epochal('accept')).said).toBe(listed);
  expect((await epochal('show', 'words')).said).toContain(`Accepted\n  ${listed}\n`);

  expect(await epochal('accept', 'make')).toEqual({
    said: `There is no change of code alone to accept for make.
  │ words: it is accepted as cosmetic on DAY: ${change} already
  Only where nothing but the code differs from a result that is still in the store can that result stand; else run the stage.`,
    exitCode: 2,
  });
  expect(await epochal('accept', 'make', '--undo')).toEqual({
    said: `Taken back for make: ${change}. It runs again with the code of now.`,
    exitCode: 0,
  });
  expect((await epochal('accept')).said).toBe(`${listed} · taken back DAY`);
  expect((await epochal('run', '--dry')).said).toContain(`▸ make  runs     ${change}`);
});

test('what is no change of code alone is refused', async () => {
  expect(await epochal('accept', 'make')).toMatchObject({exitCode: 2});
  await epochal('run');
  expect((await epochal('accept', 'make')).said.split('\n').slice(0, 2)).toEqual([
    'There is no change of code alone to accept for make.',
    '  │ words: nothing differs, it is cached',
  ]);
  await workspace.write('pipeline.yaml', pipeline('seq 1 5 > $EPOCHAL_OUT/a', 4));
  expect((await epochal('accept', 'make')).said.split('\n')[1]).toBe(
    '  │ words: make.n 3 → 4, command seq 5 > $EPOCHAL_OUT/a → seq 1 5 > $EPOCHAL_OUT/a',
  );
  expect((await epochal('accept', 'sum')).said.split('\n')[1]).toBe(
    '  │ words: it depends on make, which runs',
  );
  expect(await epochal('accept', 'make', '--undo')).toEqual({
    said: 'Nothing that was accepted for make stands.\n  `epochal accept` without a stage lists what was accepted.',
    exitCode: 2,
  });
  expect((await epochal('accept', 'mak')).said).toContain('Did you mean make?');
});
