/**
 * A process that sweeps the pipeline of a folder as `epochal sweep` would, with record and store, but for its stage: `nothing` only
 * says a metric, so that what is measured is all that stands around a trial's own work. Prints, as JSON, the milliseconds of every
 * hundredth part of the trials, and the memory before and after every thousand: all that the process has, and what it still needs.
 */
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {z} from 'zod';
import {ok} from '../../src/runner/failure.ts';
import {defineStage, type StageDefinition} from '../../src/runner/stage-definition.ts';
import {createSweepLog} from '../../src/ui/sweep-log.ts';
import {sweepInProcess} from '../../test/rig/sweep-process.ts';

const nothing = defineStage({
  name: 'nothing',
  summary: 'Says a metric.',
  params: z.object({x: z.number().default(0)}),
  inputs: {},
  lane: 'light',
  place: 'here',
  numeric: false,
  run: ({params, report}) => {
    report({type: 'metrics', step: 1, values: {score: params.x}});
    return Promise.resolve(ok(undefined));
  },
}) satisfies StageDefinition;

const [, , workspace = ''] = process.argv;
let told = 0;
const count = (text: string) => {
  told += text.length;
};
const ends: number[] = [];
const began = performance.now();
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const memory = () => {
  const {rss} = process.memoryUsage();
  collect();
  return {rss, heap: process.memoryUsage().heapUsed};
};
const used = [memory()];
await sweepInProcess({
  workspace,
  sweep: 'many',
  definitions: {nothing},
  show: createSweepLog({out: count, err: count}, {folder: workspace}),
  finished: () => {
    ends.push(performance.now() - began);
    if (ends.length % 1_000 === 0) used.push(memory());
  },
});
const part = Math.max(1, Math.floor(ends.length / 10));
const tenths = Array.from({length: 10}, (_, index) => {
  const [from, to] = [ends[index * part - 1] ?? 0, ends[(index + 1) * part - 1] ?? 0];
  return (to - from) / part;
});
console.log(
  JSON.stringify({trials: ends.length, each: (ends.at(-1) ?? 0) / ends.length, tenths, used, told}),
);
