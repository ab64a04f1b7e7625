/**
 * The fault campaign: kills, signals, full disks, flipped bits and more, done to runs of a small study with every kind of stage. After each
 * the store passes `fsck`, SQLite its own check, the next run completes, and its artifacts are byte for byte those of an undisturbed run.
 *
 *     npm run faults -- [--rounds KILLS] [--seed SEED] [--jobs N] [--only kind,…]
 */
import {parseArgs} from 'node:util';
import {stream} from '../../src/ml/random.ts';
import {fullDisk, mayMount, readOnlyStore} from './faults/disk.ts';
import {flipRound, kindsOfFile} from './faults/flips.ts';
import {removeFolder} from './faults/ground.ts';
import {clockSetBack, vanishedInput} from './faults/inputs.ts';
import {killRound, rehearse} from './faults/kills.ts';
import type {Round} from './faults/round.ts';
import {signalRound} from './faults/signals.ts';
import {makeStudy} from './faults/study.ts';

const {values: options} = parseArgs({
  options: {
    rounds: {type: 'string', default: '200'},
    seed: {type: 'string', default: '1'},
    jobs: {type: 'string', default: '2'},
    only: {type: 'string'},
  },
});
const kills = Number(options.rounds);
const seed = Number(options.seed);
const only = options.only?.split(',');

const say = (line: string) => void process.stdout.write(`${line}\n`);

const began = performance.now();
/** Ctrl-C: what was found so far is told; a second one ends it at once. */
const stop = new AbortController();
const isStopped = () => stop.signal.aborted;
process.on('SIGINT', () => {
  if (isStopped()) process.exit(130);
  stop.abort();
});

const study = await makeStudy();
const rehearsals = await rehearse(study);
const share = (of: number) => Math.ceil(kills * of);

/** Kind of fault → how often it is to strike. */
const plan: readonly (readonly [kind: string, strikes: number, round: Round])[] = [
  ['kill -9 at a moment', share(0.4), killRound('moment', rehearsals)],
  ['kill -9 at a file system call', share(0.45), killRound('call', rehearsals)],
  ["kill -9 of a stage's process", share(0.15), killRound('child', rehearsals)],
  ['SIGTERM', share(0.05), signalRound('SIGTERM', rehearsals)],
  ['SIGINT', share(0.05), signalRound('SIGINT', rehearsals)],
  ['a full disk', mayMount ? share(0.1) : 0, fullDisk],
  ['a store that may only be read', mayMount ? share(0.03) : 0, readOnlyStore],
  ['a vanished input', share(0.03), vanishedInput],
  ['a clock set back', share(0.03), clockSetBack],
  ...Object.keys(kindsOfFile).map(
    (kind) =>
      [`a flipped bit in ${kind}`, share(kind === 'the record' ? 0.05 : 0.02), flipRound(kind)] as const,
  ),
];

interface Count {
  struck: number;
  rounds: number;
  resumed: number;
  lost: number;
}

if (!mayMount) say('Full disks and read-only stores are left out: only root may mount them.');

const counts = new Map<string, Count>();
for (const [kind, strikes, round] of plan) {
  if (isStopped() || (only !== undefined && !only.some((word) => kind.includes(word)))) continue;
  const count: Count = {struck: 0, rounds: 0, resumed: 0, lost: 0};
  counts.set(kind, count);
  const work = async () => {
    // A kill that came too late is not counted, and another round is done for it.
    while (!isStopped() && count.struck < strikes && count.rounds < 3 * strikes + 3) {
      const number = ++count.rounds;
      const outcome = await round({study, random: stream(seed, `${kind} ${number}`)});
      // A terminal's Ctrl-C reached the programs of this round as well: it says nothing.
      if (isStopped()) {
        await removeFolder(outcome.folder);
        break;
      }
      if (outcome.struck) count.struck++;
      if (outcome.resumed) count.resumed++;
      if (outcome.problems.length === 0) {
        await removeFolder(outcome.folder);
        continue;
      }
      count.lost++;
      say(`✖ ${kind}, round ${number} (${outcome.what}), kept in ${outcome.folder}:`);
      for (const problem of outcome.problems) say(`    ${problem.replaceAll('\n', '\n    ')}`);
    }
  };
  await Promise.all(Array.from({length: Number(options.jobs)}, work));
  say(told(kind, count));
}
await removeFolder(study.folder);

const total = [...counts.values()].reduce((sum, {struck}) => sum + struck, 0);
const lost = [...counts.values()].reduce((sum, count) => sum + count.lost, 0);
const minutes = ((performance.now() - began) / 60_000).toFixed(1);
say(
  `\n${total} faults in ${minutes} min, seed ${seed}: ${lost === 0 ? 'nothing lost in any' : `${lost} rounds went wrong`}.`,
);
process.exitCode = lost === 0 ? 0 : 1;

function told(kind: string, {struck, rounds, resumed, lost: wrong}: Count): string {
  const more = [
    ...(rounds > struck ? [`${rounds - struck} came too late`] : []),
    ...(resumed > 0 ? [`${resumed} trainings went on from a checkpoint`] : []),
    wrong === 0 ? 'nothing lost' : `${wrong} went wrong`,
  ];
  return `${kind.padEnd(34)} ${String(struck).padStart(4)}   ${more.join(', ')}`;
}
