import type {Listener} from '../../runner/events.ts';
import {fold} from '../fold.ts';
import {nothingYet, type ExecutionState} from '../state.ts';
import {createFrameStore, type FrameOptions, type FrameStore, type Snapshot as Frame} from './frame-store.ts';

export type Snapshot = Frame<ExecutionState>;

export interface Store extends Omit<FrameStore<ExecutionState>, 'change' | 'current'> {
  readonly listen: Listener;
  readonly note: (text: string) => void;
}

/** The state of an execution, folded from its events. */
export function createStore(options: FrameOptions): Store {
  const {change, subscribe, snapshot, refresh, stop} = createFrameStore(nothingYet, options);
  return {
    subscribe,
    snapshot,
    refresh,
    stop,
    listen: (event) => change((state) => fold(state, event)),
    note: (text) => change((state) => ({...state, told: [...state.told, {type: 'note', text}]})),
  };
}
