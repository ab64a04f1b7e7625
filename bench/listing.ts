/**
 * The table of all runs as a program of its own prints it, beside `guild compare --table` of the same runs. GUILD: guild's command, GUILD_PYTHON
 * a Python that has it; without them no ratio. Guild reads every event file once and keeps what it found: both the first table and
 * those after it are measured.
 *
 *     npm run bench:listing -- [RUNS]
 */
import {mkdir, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {interleave, print, type Contender} from './measure.ts';

const runs = Number(process.argv[2] ?? 1000);
const {GUILD: guild, GUILD_PYTHON: python} = process.env;
const folder = await mkdtemp(join(tmpdir(), 'epochal-listing-'));
const here = (file: string) => new URL(file, import.meta.url).pathname;
const file = join(folder, 'experiments', 'runs.db');
const home = join(folder, 'guild');

try {
  await execa('npx', ['tsx', here('runs.ts'), folder, String(runs)], {cwd: here('..')});
  const ours: Contender = {
    name: 'epochal compare runs --plain',
    measure: () => table(process.execPath, [here('../dist/cli.js'), 'compare', 'runs', '--plain']),
  };
  if (guild !== undefined && python !== undefined) {
    await mkdir(home);
    await execa(python, [here('programs/guild_runs.py'), file, home]);
  }
  const peer = (name: string): Contender | undefined =>
    guild === undefined || python === undefined
      ? undefined
      : {name, measure: () => table(guild, ['compare', '--table'])};
  print(`the first table of ${runs} runs`, 's', await interleave(ours, peer('guild compare --table'), 1));
  print('and those after it', 's', await interleave(ours, peer('guild compare --table'), 3));
} finally {
  await rm(folder, {recursive: true, force: true});
}

/** Seconds to a table of all runs. */
async function table(command: string, args: readonly string[]): Promise<number> {
  const began = performance.now();
  const {stdout} = await execa(command, args, {cwd: folder, env: {GUILD_HOME: home, COLUMNS: '200'}});
  const took = (performance.now() - began) / 1000;
  const rows = stdout.split('\n').filter((line) => /-(plain|augmented)\b/.test(line)).length;
  if (rows !== runs) throw new Error(`${command} showed ${rows} of ${runs} runs`);
  return took;
}
