import type {StoreView} from '../runner/artifact-store.ts';
import type {Pipeline} from '../runner/pipeline.ts';
import type {Sweep} from '../sweeps/sweep.ts';
import {bytes} from '../ui/bytes.ts';
import {plural} from '../ui/numbers.ts';
import {widthFor, type Width} from '../sweeps/width.ts';

interface Given {
  readonly sweep: Sweep;
  readonly pipeline: Pipeline;
  readonly store: Pick<StoreView, 'earlier' | 'find'>;
  readonly cores: number;
  readonly jobs?: number | undefined;
}

/** Lanes of a sweep on this machine, as it is now. */
export async function widthOf({
  sweep,
  pipeline,
  store,
  cores,
  jobs,
}: Given): Promise<Width & {readonly memory: number}> {
  const trainings = pipeline.stages.filter(
    ({definition: {lane, place}}) => lane === 'training' && place === 'child',
  );
  const threads = trainings.map(({name, params}) => sweep.set[`${name}.threads`] ?? params['threads']);
  const counts = threads.filter((count) => typeof count === 'number');
  const needs = await Promise.all(trainings.map(({definition}) => memoryOf(definition.name, store)));
  const memory = Math.max(0, ...needs);
  const machine = {cores, memory: freeMemory()};
  return {...widthFor(machine, {jobs, threads: Math.max(1, ...counts), memory}), memory};
}

/** Why there are fewer lanes than cores. */
export const widthText = ({lanes, memory}: {readonly lanes: number; readonly memory: number}): string =>
  `${plural(lanes, 'trial')} at a time: a training takes about ${bytes(memory)}, and ${bytes(freeMemory())} are free.`;

/** Bytes that programs may still take, within what a container allows. */
const freeMemory = (): number => process.availableMemory();

/** The most that such a stage took of late; where none is on record, what a small network takes. */
async function memoryOf(definition: string, {earlier, find}: Given['store']): Promise<number> {
  const latest = (await earlier(definition)).slice(-looked);
  const found = await Promise.all(latest.map(({key}) => find(key)));
  const known = found.flatMap((each) =>
    each.found === 'whole' && each.artifact.made.memory !== undefined ? [each.artifact.made.memory] : [],
  );
  return known.length > 0 ? Math.max(...known) : usual;
}

/** Earlier times that are asked. */
const looked = 24;
/** Of a training of the built-in network on 27,455 images of 28×28. */
const usual = 700 * 2 ** 20;
