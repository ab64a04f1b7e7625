import type {Listener} from '../../runner/events.ts';
import {loadForProduction} from '../load-ink.ts';
import {createStore} from './store.ts';

export interface LiveView {
  readonly listen: Listener;
  /** A line that stays, above the frame. */
  readonly note: (text: string) => void;
  /** Leaves the last frame, a summary, on the screen and gives the terminal back. */
  readonly close: () => Promise<void>;
}

interface Options {
  readonly stdout: NodeJS.WriteStream;
  /** Places in files below this folder are named from it. */
  readonly folder?: string;
  /** The metric to show first. */
  readonly headline?: string;
  readonly now?: () => number;
}

/**
 * Shows an execution live. Loads Ink and React, so call it only when there is a terminal. They ask for `FORCE_COLOR` as they load,
 * and not for `NO_COLOR`: see `tellLibraries`.
 */
export async function openLive({stdout, folder, headline, now = Date.now}: Options): Promise<LiveView> {
  const {mount} = await loadForProduction(() => import('./mount.tsx'));
  const store = createStore({
    now,
    size: () => ({columns: stdout.columns || 80, rows: stdout.rows || 24}),
    pause,
  });
  const unmount = mount({store, stdout, folder, headline, framesPerSecond: 1000 / pause});
  stdout.on('resize', store.refresh);
  return {
    listen: store.listen,
    note: store.note,
    close: async () => {
      stdout.off('resize', store.refresh);
      await unmount();
    },
  };
}

/** Milliseconds between frames: quick enough to look alive, and a few hundredths of a core at most, which trainings would have used. */
const pause = 200;
