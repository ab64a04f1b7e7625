/**
 * The fuzz: mutated pipeline, experiment and sweep files, files of stores and records of runs. Never a stack trace, never a hang, always a
 * place or a named fault.
 *
 *     npm run fuzz -- [--cases 12000] [--seed 1] [--only store,…]
 */
import {parseArgs} from 'node:util';
import {feedAll} from './fuzz/feed.ts';

const {values: options} = parseArgs({
  options: {
    cases: {type: 'string', default: '12000'},
    seed: {type: 'string', default: '1'},
    only: {type: 'string'},
  },
});
const began = performance.now();
const {counts, problems} = await feedAll({
  cases: Number(options.cases),
  seed: Number(options.seed),
  processes: 30,
  only: options.only?.split(','),
});
const say = (line: string) => void process.stdout.write(`${line}\n`);
for (const [name, count] of counts) say(`${name.padEnd(40)} ${String(count).padStart(6)}`);
for (const problem of problems) say(`✖ ${problem}`);
const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
const seconds = Math.round((performance.now() - began) / 1000);
say(
  `\n${total} mutants in ${seconds} s, seed ${options.seed}: ${problems.length === 0 ? 'all taken or refused in order' : `${problems.length} went wrong`}.`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
