import type {Listener} from '../../runner/events.ts';
import {fold} from '../fold.ts';
import {nothingYet, type ExecutionState} from '../state.ts';

/** What a frame shows. A new object for each frame. */
export interface Snapshot {
  readonly state: ExecutionState;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Counts frames: moves the spinner. */
  readonly tick: number;
  readonly columns: number;
  readonly rows: number;
}

export interface Store {
  readonly listen: Listener;
  readonly note: (text: string) => void;
  readonly subscribe: (onChange: () => void) => () => void;
  readonly snapshot: () => Snapshot;
  /** A frame at once. */
  readonly refresh: () => void;
  /** The last frame, at once; no more after it. */
  readonly stop: () => void;
}

interface Options {
  readonly now: () => number;
  readonly size: () => {readonly columns: number; readonly rows: number};
  /** Milliseconds between frames: events are folded as they come, shown at this pace. */
  readonly pause: number;
}

export function createStore({now, size, pause}: Options): Store {
  let state = nothingYet;
  let shown: Snapshot = {state, now: now(), tick: 0, ...size()};
  const listeners = new Set<() => void>();
  const refresh = () => {
    shown = {state, now: now(), tick: shown.tick + 1, ...size()};
    for (const listener of listeners) listener();
  };
  // Time goes on without events: elapsed seconds and the spinner say that nothing hangs.
  const timer = setInterval(refresh, pause);
  timer.unref();
  return {
    listen: (event) => {
      state = fold(state, event);
    },
    note: (text) => {
      state = {...state, told: [...state.told, {type: 'note', text}]};
    },
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
