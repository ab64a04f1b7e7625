import PQueue from 'p-queue';
import type {Lane} from './stage-definition.ts';

/** How many stages of each lane may run side by side. */
export type LaneWidths = Readonly<Record<Lane, number>>;

export interface Lanes {
  /** Runs a task when its lane has a slot. Of those that wait the heaviest goes first, then the first that came. */
  readonly run: <T>(lane: Lane, weight: number, task: () => Promise<T>) => Promise<T>;
}

export function openLanes(widths: LaneWidths): Lanes {
  const queues = new Map<Lane, PQueue>();
  const queueOf = (lane: Lane): PQueue => {
    const queue = queues.get(lane) ?? new PQueue({concurrency: widths[lane]});
    queues.set(lane, queue);
    return queue;
  };
  return {
    run: (lane, weight, task) => {
      const queue = queueOf(lane);
      // Stages that become ready together are weighed against each other before the first of them starts.
      queue.pause();
      setImmediate(() => queue.start());
      return queue.add(task, {priority: weight});
    },
  };
}
