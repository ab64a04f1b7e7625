import type {StoreView} from '../runner/artifact-store.ts';
import {splitParam, stagesNamed} from '../runner/matrix/cell-name.ts';
import type {Pipeline, Stage} from '../runner/pipeline.ts';
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
  const needs = await Promise.all(
    differing(sweep, pipeline)
      .filter(({definition: {own, place}}) => place === 'child' || own?.kind === 'command')
      .map((stage) => memoryOf(stage, store)),
  );
  const memory = Math.max(0, ...needs);
  const machine = {cores, memory: freeMemory()};
  return {...widthFor(machine, {jobs, threads: Math.max(1, ...counts), memory}), memory};
}

/** Why there are fewer lanes than cores. */
export const widthText = ({lanes, memory}: {readonly lanes: number; readonly memory: number}): string =>
  `${plural(lanes, 'trial')} at a time: a training takes about ${bytes(memory)}, and ${bytes(freeMemory())} are free.`;

/** Bytes that programs may still take, within what a container allows. */
const freeMemory = (): number => process.availableMemory();

/** Stages that are not the same in all trials, and so run side by side: a large one that all have in common runs once. */
function differing({space, seeds}: Sweep, {stages}: Pipeline): readonly Stage[] {
  const names = stages.map(({name}) => name);
  const changed = [...space.dimensions.map(({param}) => param), ...(seeds?.params ?? [])];
  const found = new Set(changed.flatMap((param) => stagesNamed(splitParam(param)?.stage ?? '', names)));
  // A stage comes after those that it needs.
  for (const {name, needs} of stages)
    if (Object.values(needs).some((need) => found.has(need))) found.add(name);
  return stages.filter(({name}) => found.has(name));
}

/** The most that it took of late; where that is not on record, what a small network takes, if it trains. */
async function memoryOf({name, definition}: Stage, {earlier, find}: Given['store']): Promise<number> {
  const latest = (await earlier(definition.name)).filter(({stage}) => stage === name).slice(-looked);
  const found = await Promise.all(latest.map(({key}) => find(key)));
  const known = found.flatMap((each) =>
    each.found === 'whole' && each.artifact.made.memory !== undefined ? [each.artifact.made.memory] : [],
  );
  if (known.length > 0) return Math.max(...known);
  return definition.lane === 'training' ? usual : 0;
}

/** Earlier times that are asked. */
const looked = 24;
/** Of a training of the built-in network on 27,455 images of 28×28. */
const usual = 700 * 2 ** 20;
