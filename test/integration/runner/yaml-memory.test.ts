import {hash} from 'node:crypto';
import {readdir, readFile, stat, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {z} from 'zod';
import {ok} from '../../../src/runner/failure.ts';
import {loadPipeline} from '../../../src/runner/load-pipeline.ts';
import {defineStage} from '../../../src/runner/stage-definition.ts';
import {openYamlMemory} from '../../../src/runner/yaml-memory.ts';
import {makeWorkspace, type Workspace} from '../../rig/workspace.ts';

const link = defineStage({
  name: 'link',
  summary: 'Does nothing.',
  params: z.object({number: z.number(), text: z.string().optional()}),
  inputs: {before: {doc: 'What must be there first.', optional: true}},
  lane: 'light',
  place: 'here',
  numeric: false,
  run: () => Promise.resolve(ok(undefined)),
});

/** Long enough to be worth remembering. */
const longPipeline = (last: string): string => {
  const stages = Array.from(
    {length: 300},
    (_, each) =>
      `  s${each}: {uses: link, ${each > 0 ? `needs: {before: s${each - 1}}, ` : ''}with: {number: ${each}}}`,
  );
  return `name: long\nstages:\n${stages.join('\n')}\n  ${last}\n`;
};

let workspace: Workspace;
beforeEach(async () => {
  workspace = await makeWorkspace();
});
afterEach(() => workspace.remove());

const cache = () => join(workspace.folder, 'cache');
const load = async (text: string, version = '1') => {
  await workspace.write('pipeline.yaml', text);
  const memory = openYamlMemory(cache(), version);
  return loadPipeline(join(workspace.folder, 'pipeline.yaml'), {link}, {memory});
};
const kept = () => readdir(cache()).catch(() => []);

test('a long pipeline is read from what it was parsed to before, to the same', async () => {
  const text = longPipeline('last: {uses: link, with: {number: 0.5, text: \'a: "b" # c\'}}');
  const first = await load(text);
  expect(first.ok).toBe(true);
  const [file = ''] = await kept();
  expect(await load(text)).toEqual(first);
  expect(await kept()).toEqual([file]);
  // What is remembered is really what is read: with a true sum it says another name.
  const content = (await readFile(join(cache(), file), 'utf8')).slice(65).replace('"long"', '"lone"');
  await writeFile(join(cache(), file), `${hash('sha256', content)}\n${content}`);
  expect(await load(text)).toMatchObject({ok: true, value: {name: 'lone'}});
});

test('faults have their places, whether it is parsed or remembered', async () => {
  const text = longPipeline('last: {uses: link, with: {number: none}}');
  const first = await load(text);
  expect(first).toMatchObject({ok: false, failure: [{where: {line: 303, column: 37}}]});
  expect(await kept()).toHaveLength(1);
  expect(await load(text)).toEqual(first);
});

test('what is damaged is not believed', async () => {
  const text = longPipeline('last: {uses: link, with: {number: 1}}');
  const first = await load(text);
  const file = join(cache(), (await kept())[0] ?? '');
  const whole = await readFile(file, 'utf8');
  for (const damaged of [whole.replace('"s7"', '"s8"'), whole.slice(0, 5000), '', 'x'.repeat(80)]) {
    await writeFile(file, damaged);
    expect(await load(text)).toEqual(first);
  }
  expect(await readFile(file, 'utf8')).toBe(whole);
});

test('another version parses for itself; short texts, aliases and faulty texts are not kept', async () => {
  const text = longPipeline('last: {uses: link, with: {number: 1}}');
  await load(text);
  await load(text, '2');
  expect(await kept()).toHaveLength(2);
  await load('stages: {a: {uses: link, with: {number: 1}}}');
  expect(
    (
      await load(
        longPipeline('last: {uses: link, with: &some {number: 1}}\n  more: {uses: link, with: *some}'),
      )
    ).ok,
  ).toBe(true);
  expect(await load(longPipeline('s1: {uses: link, with: {number: 1}}'))).toMatchObject({
    failure: [{code: 'key-twice', what: 's1 is given twice.', where: {line: 303, column: 3}}],
  });
  expect(await kept()).toHaveLength(2);
});

test('what nothing used for a month goes when something is kept', async () => {
  const [one, two, three] = [1, 2, 3].map((last) =>
    longPipeline(`last: {uses: link, with: {number: ${last}}}`),
  );
  await load(one ?? '');
  await load(two ?? '');
  const longAgo = new Date(Date.now() - 31 * 24 * 3_600_000);
  for (const file of await kept()) await utimes(join(cache(), file), longAgo, longAgo);
  await load(two ?? '');
  const used = await Promise.all(
    (await kept()).map(async (file) => (await stat(join(cache(), file))).mtimeMs),
  );
  expect(used.filter((time) => time > Date.now() - 60_000)).toHaveLength(1);
  await load(three ?? '');
  expect(await kept()).toHaveLength(2);
});
