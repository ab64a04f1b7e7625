/**
 * A chain of stages that do next to nothing, so that all that is measured stands around them: the first run and a run with nothing to
 * do, beside `dvc repro -q` on as many `echo`. DVC: the command to run, `dvc` by default. Of 1,000 stages only ours runs: DVC takes minutes.
 *
 *     npx tsx bench/chain.ts [ROUNDS]
 */
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {interleave, print, timed, type Contender} from './measure.ts';
import {buildProgram} from './programs/build.ts';

const rounds = Number(process.argv[2] ?? 5);
const dvc = process.env['DVC'] ?? 'dvc';
const folder = await mkdtemp(join(tmpdir(), 'epochal-chain-'));
const program = await buildProgram('chain');

interface Chain {
  readonly first: Contender;
  readonly again: Contender;
}

const numbers = (count: number) => Array.from({length: count}, (_, index) => index + 1);

async function ours(count: number): Promise<Chain> {
  const cwd = join(folder, `epochal-${count}`);
  await mkdir(cwd);
  const stages = numbers(count).map(
    (each) =>
      `  s${each}: {uses: link, ${each > 1 ? `needs: {before: s${each - 1}}, ` : ''}with: {number: ${each}}}\n`,
  );
  await writeFile(join(cwd, 'pipeline.yaml'), `stages:\n${stages.join('')}`);
  const run = () => timed(process.execPath, [program, cwd], cwd);
  return {
    first: {
      name: 'epochal, first run',
      measure: async () => {
        await rm(join(cwd, 'artifacts'), {recursive: true, force: true});
        await rm(join(cwd, 'experiments'), {recursive: true, force: true});
        return run();
      },
    },
    again: {name: 'epochal, nothing to do', measure: run},
  };
}

async function peer(count: number): Promise<Chain | undefined> {
  if ((await execa(dvc, ['--version'], {reject: false})).exitCode !== 0) return undefined;
  const cwd = join(folder, `dvc-${count}`);
  const start = async () => {
    await rm(cwd, {recursive: true, force: true});
    await mkdir(cwd);
    await execa('git', ['init', '-q'], {cwd});
    await execa(dvc, ['init', '-q'], {cwd});
    const stages = numbers(count).map(
      (each) =>
        `  s${each}:\n    cmd: echo ${each} > f${each}\n${each > 1 ? `    deps: [f${each - 1}]\n` : ''}    outs: [f${each}]\n`,
    );
    await writeFile(join(cwd, 'dvc.yaml'), `stages:\n${stages.join('')}`);
  };
  const run = () => timed(dvc, ['repro', '-q'], cwd);
  return {
    first: {name: 'dvc repro -q, first run', measure: () => start().then(run)},
    again: {name: 'dvc repro -q, nothing to do', measure: run},
  };
}

const [epochal, other] = [await ours(100), await peer(100)];
print('100 stages in a chain, first run', 's', await interleave(epochal.first, other?.first, rounds));
print('100 stages in a chain, nothing to do', 's', await interleave(epochal.again, other?.again, rounds));
const long = await ours(1000);
print('1,000 stages in a chain, first run', 's', await interleave(long.first, undefined, 1));
print('1,000 stages in a chain, nothing to do', 's', await interleave(long.again, undefined, rounds));
await rm(folder, {recursive: true});
