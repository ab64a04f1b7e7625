import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {makeWorkspace, type Workspace} from '../rig/epochal.ts';
import {filesInPage} from '../rig/files-in-page.ts';

const repository = join(import.meta.dirname, '../..');
const page = filesInPage(await readFile(join(repository, 'docs/own-stages.md'), 'utf8'));

let workspace: Workspace;
afterEach(() => workspace.remove());

/** The log without times and ids. */
const run = async (...args: string[]) => {
  const {stdout, stderr, exitCode} = await workspace.epochal('run', '--plain', ...args);
  return {
    exitCode,
    stderr: plain(stderr),
    lines: plain(stdout).filter((line) => !/^\w+ · 1 run|^done in/.test(line)),
  };
};

const plain = (text: string) =>
  text
    .replaceAll(/\d+(\.\d+)? m?s\b/g, '… s')
    .replaceAll(/\brun \d{6}-\w+/g, 'run …')
    .replaceAll(/ · \d+ threads?/g, '')
    .split('\n')
    .filter((line) => line !== '');

test('the example of the page: a command, a module in TypeScript, a script in Python', async () => {
  workspace = await makeWorkspace(page);
  expect(await run()).toEqual({
    exitCode: 0,
    stderr: [],
    lines: [
      'words · clean · started: nothing cached yet',
      'words · clean · ran in … s',
      'words · count · started: nothing cached yet',
      'words · count · long_words 8.000',
      'words · count · ran in … s',
      'words · answer · started: nothing cached yet',
      'words · answer · most 2.000',
      'words · answer · ran in … s',
      'words · done in … s · long_words 8.000 most 2.000 · run …',
    ],
  });

  // Neither a comment nor a type nor a line break decides anything.
  const count = page['stages/count.ts'] ?? '';
  await workspace.write(
    'stages/count.ts',
    `// Counted here.\n\n${count.replace('const words =', 'const words: string[] =')}`,
  );
  const cached = 'cached: same params, code and inputs as before';
  expect((await run()).lines).toEqual([
    `words · clean · ${cached}`,
    `words · count · ${cached}`,
    `words · answer · ${cached}`,
    'words · nothing to do: equals run …',
  ]);

  const tally = page['stages/tally.ts'] ?? '';
  await workspace.write(
    'stages/tally.ts',
    tally.replace('counts.set(word', "if (word !== 'little') counts.set(word"),
  );
  expect(plain((await workspace.epochal('why', 'count')).stdout)).toEqual([
    'words · count would run: code of stages/tally.ts changed; everything else equals run ….',
    '  It would be cached with stages/tally.ts as it was.',
  ]);
  expect((await run()).lines).toEqual([
    `words · clean · ${cached}`,
    'words · count · started: code of stages/tally.ts changed',
    'words · count · long_words 7.000',
    'words · count · ran in … s',
    'words · answer · started: code of stages/tally.ts changed',
    'words · answer · most 1.000',
    'words · answer · ran in … s',
    'words · done in … s · long_words 7.000 most 1.000 · run …',
  ]);
});

test('a param that was set and never read is warned of each time, and is in the record', async () => {
  workspace = await makeWorkspace({
    'pipeline.yaml': `name: params
stages:
  one: {uses: ./one.mjs, with: {read: 2, set: 3, usual: 1}, env: {HELLO: you}}
`,
    'one.mjs': `export default {
  params: {read: 1, set: 1, usual: 1, left: 1},
  run: ({params: {read}, env, report}) => report.fact('said', env.HELLO + process.env.HELLO + read),
};
`,
  });
  const warning = ['params · one · warning: one.set is set, but was never read'];
  expect((await run()).stderr).toEqual(warning);
  expect((await run()).stderr).toEqual(warning);
  const [shown] = JSON.parse(`[${(await workspace.epochal('show', 'params', '--json')).stdout}]`) as [
    {readonly facts: unknown},
  ];
  expect(shown.facts).toEqual({'one.said': 'youyou2', 'one.params_unread': 'set'});
});

test('what is wrong with modules is told all at once, with its place', async () => {
  workspace = await makeWorkspace({
    'pipeline.yaml': `stages:
  missing: {uses: ./stages/mising.ts}
  python: {uses: ./stages/a.py}
  broken: {uses: ./stages/broken.ts}
  imports: {uses: ./stages/imports.ts}
  empty: {uses: ./stages/empty.ts}
  none: {uses: ./stages/none.ts}
  throws: {uses: ./stages/throws.ts}
  exits: {uses: ./stages/exits.ts}
  params: {uses: ./stages/params.ts, needs: {txt: params}, with: {least: 0, colour: blue, languge: en}}
`,
    'stages/a.py': '',
    'stages/broken.ts': 'export default {\n  run() { const = 3; }\n};\n',
    'stages/imports.ts':
      "import {a} from 'no-such-package/deep';\nimport {b} from './no-such-file.ts';\nexport default {run: () => a(b)};\n",
    'stages/empty.ts': 'export const stage = {run() {}};\n',
    'stages/none.ts': '\n  export default {runs() {}};\n',
    'stages/throws.ts': "import {helper} from './helper.ts';\nexport default {run: helper()};\n",
    'stages/helper.ts': "export const helper = (): never => {\n  throw new RangeError('not today');\n};\n",
    'stages/exits.ts': 'if (true) process.exit(4);\nexport default {run() {}};\n',
    'stages/params.ts':
      "import {z} from 'epochal';\nexport default {\n  inputs: {text: 'A folder with a text.'},\n  params: {\n    least: z.int().min(1).max(9).default(3),\n    colour: {type: 'string', oneOf: ['red', 'green']},\n    language: 'en',\n  },\n  run() {},\n};\n",
  });
  const {exitCode, stderr} = await workspace.epochal('run', '--plain');
  expect(exitCode).toBe(2);
  expect(stderr).toMatchSnapshot();
});

test('a stage that ends otherwise than by returning fails with a place in its file, and alone', async () => {
  const stages = {
    throws:
      "export default {\n  async run() {\n    await null;\n    throw new TypeError('no', {cause: new Error('why not')});\n  },\n};\n",
    later:
      "export default {\n  async run() {\n    setTimeout(() => {\n      throw new Error('late');\n    }, 1);\n    await new Promise((resolve) => setTimeout(resolve, 60_000));\n  },\n};\n",
    exits: "export default {\n  run() {\n    console.log('leaving');\n    process.exit(3);\n  },\n};\n",
    waits: 'export default {\n  run: () => new Promise(() => undefined),\n};\n',
    crashes:
      "export default {\n  run() {\n    console.error('ouch');\n    process.kill(process.pid, 'SIGSEGV');\n  },\n};\n",
    misreports: "export default {\n  run({report}) {\n    report.metrics({loss: '0.5'});\n  },\n};\n",
    refuses:
      "import {z} from 'epochal';\nexport default {\n  params: {odd: z.int().refine((n) => n % 2 === 1, 'it must be odd')},\n  run: ({params}) => console.log(params.odd),\n};\n",
    open: "import {createServer} from 'node:http';\nexport default {\n  run: () => void createServer().listen(0),\n};\n",
  };
  const names = Object.keys(stages);
  workspace = await makeWorkspace({
    'pipeline.yaml': `name: ends
stages:
${names.map((name) => `  ${name}: {uses: ./${name}.ts${name === 'refuses' ? ', with: {odd: 4}' : ''}}`).join('\n')}
  busy: {uses: ./busy.ts, timeout: 1s}
`,
    'busy.ts': 'export default {\n  run() {\n    for (;;);\n  },\n};\n',
    ...Object.fromEntries(Object.entries(stages).map(([name, text]) => [`${name}.ts`, text])),
  });
  const {exitCode, stdout} = await workspace.epochal('run', '--json');
  expect(exitCode).toBe(2);
  const events = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Said]));
  const told = events.flatMap(({type, stage = '', failure, report}) => {
    if (type === 'stage-failed' && failure !== undefined) {
      const {file = '', line, column} = failure.where ?? {};
      return [
        [
          stage,
          failure.code,
          `${file.slice(workspace.folder.length + 1)}:${line ?? ''}:${column ?? ''}`,
          failure.what,
        ],
      ];
    }
    return report?.level === 'warning' ? [[stage, report.text]] : [];
  });
  expect(told.toSorted((a, b) => String(a[0]).localeCompare(String(b[0])))).toMatchSnapshot();
});

interface Said {
  readonly type: string;
  readonly stage?: string;
  readonly report?: {readonly level?: string; readonly text?: string};
  readonly failure?: {
    readonly code: string;
    readonly what: string;
    readonly where?: {readonly file: string; readonly line?: number; readonly column?: number};
  };
}

test('an upgraded package makes the stages that import it run again, and is named', async () => {
  const packaged = (version: string, word: string) => ({
    'node_modules/greeting/package.json': JSON.stringify({
      name: 'greeting',
      version,
      type: 'module',
      exports: './index.js',
    }),
    'node_modules/greeting/index.js': `export const greeting = '${word}';\n`,
  });
  workspace = await makeWorkspace({
    'pipeline.yaml': `name: packaged
stages:
  greet: {uses: ./greet.js}
  other: {uses: ./other.js}
`,
    'greet.js': `import {writeFileSync} from 'node:fs';
import {greeting} from 'greeting';
export default {run: ({out}) => writeFileSync(out + '/said', greeting)};
`,
    'other.js': 'export default {run: () => undefined};\n',
    ...packaged('1.0.0', 'hello'),
  });
  expect((await run()).exitCode).toBe(0);
  const upgrade = async (version: string, word: string) => {
    for (const [path, text] of Object.entries(packaged(version, word))) await workspace.write(path, text);
  };
  await upgrade('1.1.0', 'good day');
  expect(plain((await workspace.epochal('why', 'greet')).stdout)).toEqual([
    'packaged · greet would run: package greeting 1.0.0 → 1.1.0; everything else equals run ….',
    '  It would be cached with package greeting 1.0.0.',
  ]);
  const cached = 'cached: same params, code and inputs as before';
  const again = await run();
  expect(again.lines).toContain('packaged · greet · started: package greeting 1.0.0 → 1.1.0');
  expect(again.lines).toContain(`packaged · other · ${cached}`);
  await workspace.epochal('restore', 'packaged', 'greet', '--to', 'out');
  expect(await readFile(workspace.path('out/said'), 'utf8')).toBe('good day');
  // The version of before has its result still.
  await upgrade('1.0.0', 'hello');
  expect((await run()).lines).toContain(`packaged · greet · ${cached}`);
});
