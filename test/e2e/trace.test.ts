import {afterEach, describe, expect, test} from 'vitest';
import {straceWorks} from '../../src/runner/trace/strace.ts';
import {makeWorkspace, type Workspace} from '../rig/epochal.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

const files = {
  'pipeline.yaml': `name: watched
stages:
  words:
    run: cat words.txt > "$EPOCHAL_OUT/words"; cat extra.txt >> "$EPOCHAL_OUT/words"
    inputs: [words.txt, spare.txt]
    with: {least: 3}
  count:
    uses: ./stages/count.ts
    needs: {words: words}
`,
  'words.txt': 'one two\n',
  'extra.txt': 'three\n',
  'spare.txt': 'four\n',
  'more/deep.txt': 'five\n',
  'stages/count.ts': `import {readFileSync} from 'node:fs';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {defineStage} from 'epochal';
import {shown} from './shown.ts';

export default defineStage({
  inputs: {words: 'A folder with a text.'},
  async run({inputs, out, workspace}) {
    const text = await readFile(join(inputs.words, 'words'), 'utf8');
    const deep = readFileSync(join(workspace, 'more/deep.txt'), 'utf8');
    await writeFile(join(out, 'count'), shown(text + deep));
    await readFile(join(out, 'count'));
  },
});
`,
  'stages/shown.ts': 'export const shown = (text: string) => String(text.split(/\\\\s+/).length);\n',
};

/** Warnings go to stderr; what they say of it stays in the record. */
const traced = async (...args: readonly string[]) => {
  const {stderr, exitCode} = await workspace.epochal('run', '--plain', ...args);
  return {exitCode, warnings: stderr.split('\n').sort()};
};

const ofModule =
  'watched · count · warning: read more/deep.txt, which is not declared: add `more/deep.txt` to its `inputs:`';

describe.skipIf(!(await straceWorks()))('where strace may trace', () => {
  test('commands and modules tell what they read without declaring it, and what they declare and do not read', async () => {
    workspace = await makeWorkspace(files);
    const first = await traced('--trace');
    expect(first).toEqual({
      exitCode: 0,
      warnings: [
        ofModule,
        'watched · words · warning: declares spare.txt, and did not read it',
        'watched · words · warning: read extra.txt, which is not declared: add `extra.txt` to its `inputs:`',
        'watched · words · warning: words.least is set, but was never read',
      ],
    });
    const shown = JSON.parse((await workspace.epochal('show', 'watched', '--json')).stdout) as {
      readonly facts: Readonly<Record<string, unknown>>;
    };
    expect(shown.facts).toMatchObject({'words.traced_by': 'strace', 'count.traced_by': 'strace'});
    // What was found is said again when the result comes from the store, traced or not.
    expect((await traced()).warnings).toEqual(first.warnings);
  });
});

test('without strace modules are watched by Node’s own functions, and commands are said not to be', async () => {
  workspace = await makeWorkspace(files, {PATH: '/nowhere'});
  await workspace.write(
    'pipeline.yaml',
    files['pipeline.yaml']
      .replace(/run: cat.*/, 'run: /bin/cat words.txt > "$EPOCHAL_OUT/words"')
      .replace(', spare.txt', '')
      .replace('    with: {least: 3}\n', ''),
  );
  expect(await traced('--trace')).toEqual({
    exitCode: 0,
    warnings: [
      ofModule,
      'watched · words · warning: was not traced: strace is not on PATH, or may not trace here',
    ],
  });
});
