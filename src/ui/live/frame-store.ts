/** What a frame shows. A new object for each frame. */
export interface Snapshot<State> {
  readonly state: State;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Counts frames: moves the spinner. */
  readonly tick: number;
  readonly columns: number;
  readonly rows: number;
}

export interface FrameStore<State> {
  readonly change: (next: (state: State) => State) => void;
  /** As it is now, shown or not. */
  readonly current: () => State;
  readonly subscribe: (onChange: () => void) => () => void;
  readonly snapshot: () => Snapshot<State>;
  /** A frame at once. */
  readonly refresh: () => void;
  /** The last frame, at once; no more after it. */
  readonly stop: () => void;
}

export interface FrameOptions {
  readonly now: () => number;
  readonly size: () => {readonly columns: number; readonly rows: number};
  /** Milliseconds between frames: what happens is taken in as it comes, shown at this pace. */
  readonly pause: number;
}

/** A state that changes as things happen, handed to a view as frames at a pace of its own. */
export function createFrameStore<State>(initial: State, {now, size, pause}: FrameOptions): FrameStore<State> {
  let state = initial;
  let shown: Snapshot<State> = {state, now: now(), tick: 0, ...size()};
  const listeners = new Set<() => void>();
  const refresh = () => {
    shown = {state, now: now(), tick: shown.tick + 1, ...size()};
    for (const listener of listeners) listener();
  };
  // Time goes on without events: elapsed seconds and the spinner say that nothing hangs.
  const timer = setInterval(refresh, pause);
  timer.unref();
  return {
    change: (next) => {
      state = next(state);
    },
    current: () => state,
    subscribe: (onChange) => {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    snapshot: () => shown,
    refresh,
    stop: () => {
      clearInterval(timer);
      refresh();
    },
  };
}
