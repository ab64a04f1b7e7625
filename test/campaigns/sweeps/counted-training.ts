/**
 * A process that runs the sweep `try` of a folder with a training that trains nothing, but counts: each epoch takes a moment, is kept
 * as a checkpoint, and is then written into `epochs.log`. Says `begun` when the sweep has begun.
 */
import {appendFileSync, existsSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {z} from 'zod';
import {ok} from '../../../src/runner/failure.ts';
import {defineStage, type StageDefinition} from '../../../src/runner/stage-definition.ts';
import {sweepInProcess} from '../../rig/sweep-process.ts';

const [, , workspace = ''] = process.argv;
/** Milliseconds. */
const epochTime = 20;

const train = defineStage({
  name: 'train',
  summary: 'Counts epochs.',
  params: z.object({zoom: z.number().default(0), epochs: z.int().default(27)}),
  inputs: {},
  lane: 'training',
  place: 'here',
  numeric: false,
  prefix: {param: 'epochs', holds: () => true},
  run: async ({params: {zoom, epochs}, out, scratch, state = '', continues, report}) => {
    const checkpoint = join(scratch, 'epoch');
    const read = (file: string): number => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0);
    const before = Math.max(read(checkpoint), continues === undefined ? 0 : read(join(continues, 'epoch')));
    const say = (step: number) => {
      const value = (1 - Math.exp(-step / (2 + 10 * zoom))) * (0.5 + zoom / 2);
      report({type: 'metrics', step, values: {val_acc: Number(value.toFixed(6))}});
    };
    for (let epoch = 1; epoch <= before; epoch++) say(epoch);
    for (let epoch = before + 1; epoch <= epochs; epoch++) {
      await wait(epochTime);
      writeFileSync(`${checkpoint}.new`, String(epoch));
      renameSync(`${checkpoint}.new`, checkpoint);
      appendFileSync(join(workspace, 'epochs.log'), `${zoom} ${epoch}\n`);
      say(epoch);
    }
    writeFileSync(join(state, 'epoch'), String(epochs));
    writeFileSync(join(out, 'weights'), `${zoom} ${epochs}`);
    return ok(undefined);
  },
}) satisfies StageDefinition;

await sweepInProcess({
  workspace,
  sweep: 'try',
  definitions: {train},
  show: (event) => {
    if (event.type === 'sweep-started') process.stdout.write('begun\n');
  },
});
