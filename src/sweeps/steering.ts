import type {SweepListener} from './events.ts';

/** What may be asked of a sweep while it goes on: from its screen, or from another terminal. */
export type SweepRequest =
  /** Nothing new begins; what runs goes on to where it is judged, or to its end. */
  | {readonly kind: 'pause'}
  | {readonly kind: 'resume'}
  /** As Ctrl-C would: what runs is cancelled, and goes on from its last epoch the next time. */
  | {readonly kind: 'stop'}
  | {readonly kind: 'stop-trial'; readonly trial: number}
  /** So many trials more than the budget says. */
  | {readonly kind: 'add'; readonly trials: number};

/** What was asked of a sweep so far. */
export interface Steering {
  readonly isPaused: boolean;
  /** Trials by which the budget is raised. */
  readonly added: number;
  /** Trials that were stopped by hand. */
  readonly stopped: ReadonlySet<number>;
  /** Sees to a trial with a signal that aborts when it is stopped by hand, or all is. */
  readonly during: <T>(trial: number, work: (signal: AbortSignal) => Promise<T>) => Promise<T>;
  /** Resolves when something is asked, or all is stopped. */
  readonly changed: () => Promise<void>;
  readonly take: (request: SweepRequest) => void;
}

interface Options {
  /** Cancels the sweep. */
  readonly signal: AbortSignal;
  /** What `stop` comes to. */
  readonly stop: () => void;
  /** Asked for while it went on before. */
  readonly added?: number;
  readonly stopped?: readonly number[];
  /** How many trials there may be with so many added; undefined where nothing limits them. */
  readonly most: (added: number) => number | undefined;
  /** Hears at once what was asked of the sweep as a whole, whenever it takes effect. */
  readonly emit: SweepListener;
  readonly now: () => number;
}

export function openSteering({
  signal,
  stop,
  added: before = 0,
  stopped: stoppedBefore = [],
  most: mostWith,
  emit,
  now,
}: Options): Steering {
  let isPaused = false;
  let added = before;
  const stopped = new Set(stoppedBefore);
  /** Of the trials that run. */
  const running = new Map<number, AbortController>();
  let waiting: (() => void)[] = [];
  const wake = () => {
    const woken = waiting;
    waiting = [];
    for (const each of woken) each();
  };
  const cancelAll = () => {
    for (const own of running.values()) own.abort();
    wake();
  };
  signal.addEventListener('abort', cancelAll, {once: true});
  return {
    get isPaused() {
      return isPaused && !signal.aborted;
    },
    get added() {
      return added;
    },
    stopped,
    during: async (trial, work) => {
      const own = new AbortController();
      running.set(trial, own);
      if (signal.aborted || stopped.has(trial)) own.abort();
      try {
        return await work(own.signal);
      } finally {
        running.delete(trial);
      }
    },
    changed: () =>
      signal.aborted ? Promise.resolve() : new Promise<void>((resolve) => waiting.push(resolve)),
    take: (request) => {
      switch (request.kind) {
        case 'pause':
        case 'resume':
          if (isPaused !== (request.kind === 'pause'))
            emit({type: isPaused ? 'sweep-resumed' : 'sweep-paused', at: now()});
          isPaused = request.kind === 'pause';
          break;
        case 'stop':
          stop();
          break;
        case 'stop-trial':
          stopped.add(request.trial);
          running.get(request.trial)?.abort();
          break;
        case 'add': {
          added += request.trials;
          const most = mostWith(added);
          emit({
            type: 'trials-added',
            at: now(),
            trials: request.trials,
            ...(most === undefined ? {} : {most}),
          });
          break;
        }
        default:
          request satisfies never;
      }
      wake();
    },
  };
}
