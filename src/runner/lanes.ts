import PQueue from 'p-queue';
import type {Lane} from './stage-definition.ts';

/** How many stages of each lane may run side by side. */
export type LaneWidths = Readonly<Record<Lane, number>>;

export interface Lanes {
  /** Runs a task when its lane has a slot. Of those that wait the heaviest goes first, then the first that came. */
  readonly run: <T>(lane: Lane, weight: number, task: () => Promise<T>) => Promise<T>;
}

export function openLanes(widths: LaneWidths): Lanes {
  const lanes = new Map<Lane, <T>(task: () => Promise<T>, weight: number) => Promise<T>>();
  return {
    run: (lane, weight, task) => {
      const add = lanes.get(lane) ?? openLane(widths[lane]);
      lanes.set(lane, add);
      return add(task, weight);
    },
  };
}

/** Stages that become ready together are weighed against each other before the first of them starts. */
function openLane(width: number) {
  const queue = new PQueue({concurrency: width});
  let starts = false;
  return <T>(task: () => Promise<T>, weight: number): Promise<T> => {
    if (!starts) {
      starts = true;
      queue.pause();
      setImmediate(() => {
        starts = false;
        queue.start();
      });
    }
    return queue.add(task, {priority: weight});
  };
}
