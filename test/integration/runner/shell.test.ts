import {execa} from 'execa';
import {chmod, mkdtemp, readdir, readFile, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Event, StageFailed} from '../../../src/runner/events.ts';
import {makeWorkspace, type RunOptions, type Workspace} from '../../rig/workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await makeWorkspace();
});
afterEach(() => workspace.remove());

const env = {PATH: process.env['PATH'], HOME: process.env['HOME']};

/** Runs the pipeline to its end; no built-in stage is there. */
async function run(pipeline?: string, options: RunOptions = {}) {
  if (pipeline !== undefined) await workspace.write('pipeline.yaml', pipeline);
  const started = await workspace.run({}, {env, ...options});
  await started.end;
  return started;
}

/** What a stage left: file → text. */
async function filesOf(events: readonly Event[], stage: string): Promise<Readonly<Record<string, string>>> {
  const done = events.find((event) => event.type === 'stage-done' && event.stage === stage);
  if (done?.type !== 'stage-done') throw new Error(`${stage} is not done.`);
  const names = (await readdir(done.folder)).sort();
  const texts = await Promise.all(
    names.map(async (name) => [name, await readFile(join(done.folder, name), 'utf8')]),
  );
  return Object.fromEntries(texts) as Readonly<Record<string, string>>;
}

const failureOf = (events: readonly Event[]) =>
  events.find((event): event is StageFailed => event.type === 'stage-failed')?.failure;

const linesOf = ({transcript}: Awaited<ReturnType<typeof run>>, run_: string) =>
  transcript().filter((line) => line.startsWith(`${run_} `));

test('commands find inputs, params, output and metrics in the environment, and what they say is heard', async () => {
  const pipeline = `
stages:
  words:
    run: tr ' ' '\\n' < words.txt > "$EPOCHAL_OUT/words.txt"
    inputs: words.txt
  count:
    needs: {the-words: words}
    with: {least: 4, names: [a, b]}
    run: |
      count=$(grep -c .... "$EPOCHAL_IN_THE_WORDS/words.txt")
      echo "counted $count"
      echo '{"progress": 1, "total": 2, "unit": "files"}' >> "$EPOCHAL_METRICS"
      echo "{\\"name\\": \\"long_words\\", \\"step\\": 1, \\"value\\": $count}" >> "$EPOCHAL_METRICS"
      echo '{"step": 2, "values": {"a": 0.5, "b": NaN}}' >> "$EPOCHAL_METRICS"
      echo '{"fact": "language", "value": "en"}' >> "$EPOCHAL_METRICS"
      cp "$EPOCHAL_PARAMS" "$EPOCHAL_OUT/params.json"
`;
  await workspace.write('words.txt', 'the quick brown fox jumps');
  const first = await run(pipeline);
  expect(first.transcript()).toEqual([
    expect.stringMatching(/^execution of /),
    expect.stringMatching(/^r1 is /),
    'r1 words waits: nothing cached yet',
    'r1 words starts, attempt 1, 1 threads',
    'r1 words ran: nothing cached yet',
    'r1 count waits: nothing cached yet',
    'r1 count starts, attempt 1, 1 threads',
    'r1 count says {"type":"output","text":"counted 3"}',
    'r1 count says {"type":"progress","done":1,"unit":"files","total":2}',
    'r1 count says {"type":"metrics","step":1,"values":{"long_words":3}}',
    'r1 count says {"type":"metrics","step":2,"values":{"a":0.5,"b":null}}',
    'r1 count says {"type":"fact","name":"language","value":"en"}',
    'r1 count ran: nothing cached yet',
    'r1 done',
    'execution done',
  ]);
  expect(await filesOf(first.events, 'count')).toEqual({
    'params.json': '{\n  "least": 4,\n  "names": [\n    "a",\n    "b"\n  ]\n}\n',
  });
  expect(linesOf(await run(), 'r2')).toEqual([
    expect.stringMatching(/^r2 is /),
    'r2 words cached: same params, code and inputs as before',
    'r2 count says {"type":"metrics","step":1,"values":{"long_words":3}}',
    'r2 count says {"type":"metrics","step":2,"values":{"a":0.5,"b":null}}',
    'r2 count says {"type":"fact","name":"language","value":"en"}',
    'r2 count cached: same params, code and inputs as before',
    'r2 done',
  ]);
});

test('a stage runs again when its command, a param, a declared file or a declared variable changed, and says so', async () => {
  const pipeline = (changes: {command?: string; least?: number; color?: string}) => `
stages:
  count:
    run: ${changes.command ?? 'cat data/*.txt > "$EPOCHAL_OUT/all"'}
    inputs: ['data/**/*.txt']
    with: {least: ${changes.least ?? 4}}
    env: {COLOR: ${changes.color ?? 'red'}, TOKEN: null}
`;
  const reasonOf = async (text: string, options?: RunOptions) => {
    const {events} = await run(text, options);
    return events.flatMap((event) => (event.type === 'stage-done' ? [`${event.how}: ${event.reason}`] : []));
  };
  await workspace.write('data/a.txt', 'a');
  const same = pipeline({});
  expect(await reasonOf(same)).toEqual(['ran: nothing cached yet']);
  expect(await reasonOf(pipeline({least: 5}))).toEqual(['ran: count.least 4 → 5']);
  expect(await reasonOf(pipeline({color: 'blue'}))).toEqual(['ran: COLOR red → blue']);
  expect(await reasonOf(same, {env: {...env, TOKEN: 'x'}})).toEqual(['ran: TOKEN unset → x']);
  expect(await reasonOf(same, {env: {...env, OTHER: 'x'}})).toEqual([
    'cached: same params, code and inputs as before',
  ]);
  expect(await reasonOf(pipeline({command: 'echo nothing'}))).toEqual([
    'ran: command cat data/*.txt > "$EPOCHAL_OUT/all" → echo nothing',
  ]);
  await workspace.write('data/deep/b.txt', 'b');
  expect(await reasonOf(same)).toEqual(['ran: file data/deep/b.txt is new']);
  await workspace.write('data/a.txt', 'changed');
  expect(await reasonOf(same)).toEqual(['ran: file data/a.txt changed']);
});

test('a command sees the base of the environment and what is declared, nothing else', async () => {
  const {events} = await run(
    `stages: {a: {run: 'env > "$EPOCHAL_OUT/env"', env: {COLOR: red, SHAPE: null}}}`,
    {env: {...env, LC_ALL: 'C', SECRET: 's3cret', SHAPE: 'round'}},
  );
  const {env: seen = ''} = await filesOf(events, 'a');
  const names = seen.split('\n').map((line) => line.split('=')[0] ?? '');
  expect(names.filter((name) => name !== '' && name !== '_' && name !== 'OLDPWD').sort()).toEqual([
    'COLOR',
    'EPOCHAL_INPUTS',
    'EPOCHAL_METRICS',
    'EPOCHAL_OUT',
    'EPOCHAL_PARAMS',
    'EPOCHAL_SCRATCH',
    'EPOCHAL_THREADS',
    'HOME',
    'LC_ALL',
    'PATH',
    'PWD',
    'SHAPE',
  ]);
});

test('a command that fails says how, where, and its last words; a script stops at the line that fails', async () => {
  const {events} = await run(`stages:
  a:
    run: |
      echo fine
      echo "\x1b[31mno such model\x1b[0m" >&2
      (exit 3)
      echo not reached
`);
  expect(failureOf(events)).toEqual({
    code: 'command-failed',
    blame: 'stage',
    what: 'The command ended with exit code 3. Its last words:',
    where: {file: join(workspace.folder, 'pipeline.yaml'), line: 3, column: 10},
    quote: ['no such model'],
    todo: 'Mend what it says. It ran in the folder of the pipeline, and saw only declared variables of the environment.',
    facts: {exitCode: 3, signal: null},
  });
});

test('what is no metric ends the command at once', async () => {
  const {events} = await run(`stages: {a: {run: 'echo "loss 3" >> $EPOCHAL_METRICS; exec sleep 600'}}`);
  expect(failureOf(events)).toMatchObject({
    code: 'metrics-invalid',
    what: 'Line 1 of EPOCHAL_METRICS is no JSON object: loss 3',
    where: {line: 1, column: 19},
  });
});

test.each([
  ['missing.csv', 'There is no file or folder missing.csv in the workspace.'],
  ['data/*.csv', 'No file in the workspace matches data/*.csv.'],
  ['.', '. holds the results of all runs (artifacts/), so it changes with every run.'],
  [
    'experiments',
    'experiments holds the record of all runs (experiments/runs.db), so it changes with every run.',
  ],
  ['linked', '<ws>/linked/away cannot be read: it is a link that leads nowhere (ENOENT).'],
])('inputs: %s is a fault with its place', async (path, told) => {
  await workspace.write('linked/here', 'here');
  await symlink('nowhere', join(workspace.folder, 'linked/away'));
  const what = told.replace('<ws>', workspace.folder);
  const {events} = await run(`stages:\n  a: {run: 'true', inputs: ['${path}']}\n`);
  expect(failureOf(events)).toMatchObject({
    blame: 'user',
    what,
    where: {file: join(workspace.folder, 'pipeline.yaml'), line: 2, column: 29},
  });
});

test('an input that changes while the command runs fails the stage, whether it was listed, in a folder or matched', async () => {
  await workspace.write('data/a.txt', 'a');
  for (const inputs of ['data/a.txt', 'data', 'data/*.txt']) {
    const {events} = await run(`stages: {a: {run: 'echo more >> data/a.txt', inputs: '${inputs}'}}`);
    expect(failureOf(events)).toMatchObject({code: 'input-changed', blame: 'user'});
  }
});

test('what changed is named, wherever it lies', async () => {
  await workspace.write('data/a.txt', 'a');
  await workspace.write('data/b.txt', 'b');
  const outside = await mkdtemp(join(tmpdir(), 'epochal-outside-'));
  await writeFile(join(outside, 'c.txt'), 'c');
  const changed = async (command: string, inputs: string) => {
    const {events} = await run(`stages: {a: {run: '${command}', inputs: ${inputs}}}`);
    return failureOf(events)?.where?.file;
  };
  const inside = (file: string) => join(workspace.folder, file);
  expect(await changed('echo new > data/new.txt', '"data/*.txt"')).toBe(inside('data/new.txt'));
  expect(await changed('rm data/b.txt', '[data/a.txt, data/b.txt]')).toBe(inside('data/b.txt'));
  expect(await changed(`echo >> ${outside}/c.txt`, `${outside}/c.txt`)).toBe(join(outside, 'c.txt'));
  await rm(outside, {recursive: true});
});

test('metrics and output arrive while the command works; cancelled, it may tidy up, and all it started ends', async () => {
  await workspace.write(
    'train.sh',
    `trap 'echo tidied > tidied; exit 0' TERM
sleep 600 & echo "$!" > pid
echo '{"name": "loss", "step": 1, "value": 2}' >> "$EPOCHAL_METRICS"
while :; do wait; done
`,
  );
  await workspace.write('pipeline.yaml', `stages: {a: {run: sh train.sh}}`);
  const started = await workspace.run({}, {env});
  await started.said('r1 a says {"type":"metrics","step":1,"values":{"loss":2}}');
  started.cancel();
  expect(await started.end).toMatchObject({status: 'cancelled'});
  expect(await readFile(join(workspace.folder, 'tidied'), 'utf8')).toBe('tidied\n');
  expect(await isRunning(await readFile(join(workspace.folder, 'pid'), 'utf8'))).toBe(false);
});

test('what a command leaves behind in its process group ends with it', async () => {
  await run(`stages: {a: {run: 'sleep 600 & echo $! > pid'}}`);
  expect(await isRunning(await readFile(join(workspace.folder, 'pid'), 'utf8'))).toBe(false);
});

test('a command that empties its scratch folder is not traced, and that is said', async () => {
  const command = 'rm -rf "$EPOCHAL_SCRATCH"/*';
  const {events, transcript} = await run(`stages: {a: {run: '${command}', trace: true}}`);
  expect(failureOf(events)).toBeUndefined();
  const said = 'r1 a says {"type":"log","level":"warning","text":"was not traced: ';
  expect(transcript().filter((line) => line.startsWith(said))).toHaveLength(1);
});

test('a timeout ends a command, another attempt may pass', async () => {
  const {events} = await run(`stages: {a: {run: 'exec sleep 600', timeout: 0.2}}`);
  expect(failureOf(events)).toMatchObject({code: 'stage-timeout'});
  const again = await run(
    `stages: {a: {run: 'test -e "$EPOCHAL_SCRATCH/tried" || { touch "$EPOCHAL_SCRATCH/tried"; exit 1; }', retries: 1}}`,
    {clock: {now: Date.now, wait: () => Promise.resolve()}},
  );
  expect(again.events.flatMap((event) => (event.type === 'stage-done' ? [event.how] : []))).toEqual(['ran']);
});

test('a command that is no program says so', async () => {
  await workspace.write('tool', 'text');
  await chmod(join(workspace.folder, 'tool'), 0o644);
  const missing = await run(`stages: {a: {run: no-such-program}}`);
  expect(failureOf(missing.events)).toMatchObject({
    code: 'command-failed',
    todo: 'Install the program it calls, or correct its name: it is looked for on PATH.',
  });
  const closed = await run(`stages: {a: {run: ./tool}}`);
  expect(failureOf(closed.events)).toMatchObject({
    todo: 'Make the file it calls executable (`chmod +x`).',
  });
});

test('a result holds no file whose name is not UTF-8: it could not be found again', async () => {
  const {events} = await run(`stages: {a: {run: 'touch "$EPOCHAL_OUT/$(printf ''\\344'')"'}}`);
  expect(failureOf(events)?.what).toBe(
    '\uFFFD is a file with a name that is not UTF-8; an artifact holds files and folders only.',
  );
});

test.each([
  [`run: 'true #${'x'.repeat(200_000)}'`, 'it is longer than the system takes, or its environment is'],
  ['run: "true \\0"', 'it has a NUL character, or a variable of its environment has'],
  ['run: "true", env: {A: "\\0"}', 'it has a NUL character, or a variable of its environment has'],
])('a command that the system does not take says why', async (stage, why) => {
  const {events} = await run(`stages: {a: {${stage}}}`);
  expect(failureOf(events)).toMatchObject({
    code: 'command-not-started',
    what: `The command could not be started: ${why}.`,
  });
});

test('a metric is a number: no word that JavaScript knows otherwise is taken for one', async () => {
  const line = JSON.stringify({name: 'loss', value: 'constructor'});
  await workspace.write('line', `${line}\n`);
  const {events} = await run(`stages: {a: {run: 'cat line >> $EPOCHAL_METRICS'}}`);
  expect(failureOf(events)?.what).toBe(
    `Line 1 of EPOCHAL_METRICS gives loss a value that is no number: ${line}`,
  );
});

/** A killed process may stand in the table until its parent looks at it: a zombie does not run. */
async function isRunning(pid: string): Promise<boolean> {
  const {stdout} = await execa('ps', ['-o', 'stat=', '-p', pid.trim()], {reject: false});
  return stdout !== '' && !stdout.startsWith('Z');
}
