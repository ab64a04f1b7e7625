/**
 * Five stages with nothing to do: `epochal run` beside `dvc repro -q` (DVC names it so). DVC: the command to run, `dvc` by default.
 *
 *     npx tsx bench/nothing-to-do.ts [ROUNDS]
 */
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {digitsCsv} from '../test/rig/digits.ts';
import {interleave, print, timed, type Contender} from './measure.ts';

const rounds = Number(process.argv[2] ?? 9);
const cli = new URL('../dist/cli.js', import.meta.url).pathname;
const dvc = process.env['DVC'] ?? 'dvc';
const folder = await mkdtemp(join(tmpdir(), 'epochal-bench-'));

async function epochal(): Promise<Contender> {
  const cwd = join(folder, 'epochal');
  await mkdir(join(cwd, 'data'), {recursive: true});
  await writeFile(join(cwd, 'data/train.csv'), digitsCsv(400, 1));
  await writeFile(
    join(cwd, 'pipeline.yaml'),
    `stages:
  download: {uses: download, with: {source: file, path: data}}
  preprocess: {uses: preprocess, needs: {raw: download}}
  augment: {uses: augment, needs: {dataset: preprocess}}
  train: {uses: train, needs: {dataset: augment}, with: {model: mlp, epochs: 1}}
  evaluate: {uses: evaluate, needs: {model: train, dataset: preprocess}}
`,
  );
  const run = () => timed(process.execPath, [cli, 'run', '--plain'], cwd);
  await run();
  return {name: 'epochal run', measure: run};
}

async function peer(): Promise<Contender | undefined> {
  const there = await execa(dvc, ['--version'], {reject: false});
  if (there.exitCode !== 0) return undefined;
  const cwd = join(folder, 'dvc');
  await mkdir(cwd);
  await execa('git', ['init', '-q'], {cwd});
  await execa(dvc, ['init', '-q'], {cwd});
  const stages = [1, 2, 3, 4, 5].map(
    (stage) =>
      `  s${stage}:\n    cmd: echo ${stage} > f${stage}\n${stage > 1 ? `    deps: [f${stage - 1}]\n` : ''}    outs: [f${stage}]\n`,
  );
  await writeFile(join(cwd, 'dvc.yaml'), `stages:\n${stages.join('')}`);
  const run = () => timed(dvc, ['repro', '-q'], cwd);
  await run();
  return {name: 'dvc repro -q', measure: run};
}

print('Five stages, nothing to do', 's', await interleave(await epochal(), await peer(), rounds));
await rm(folder, {recursive: true});
