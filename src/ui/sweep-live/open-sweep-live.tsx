import type {Event} from '../../runner/events.ts';
import type {SweepEvent} from '../../sweeps/events.ts';
import type {SweepRequest} from '../../sweeps/steering.ts';
import {keyDecoder} from '../dashboard/decode-keys.ts';
import {createFrameStore, type FrameStore} from '../live/frame-store.ts';
import {loadForProduction} from '../load-ink.ts';
import {foldSweep} from './fold-sweep.ts';
import {choose, nothingViewed, viewOf, type Viewed} from './viewed.ts';

export interface SweepLiveView {
  readonly listen: (event: Event | SweepEvent) => void;
  /** A line that stays, above the frame. */
  readonly note: (text: string) => void;
  /** Leaves the last frame, a summary, on the screen and gives the terminal back. */
  readonly close: () => Promise<void>;
}

interface Options {
  /** Keys are read where it is a terminal. */
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Places in files below this folder are named from it. */
  readonly folder?: string;
  /** What the keys ask for. */
  readonly ask: (request: SweepRequest) => void;
  /** What Ctrl-C does. */
  readonly interrupt: () => void;
  readonly now?: () => number;
}

/** Shows a sweep live and reads its keys. Loads Ink and React, so call it only when there is a terminal: see `openLive`. */
export async function openSweepLive(options: Options): Promise<SweepLiveView> {
  const {stdout, folder, now = Date.now} = options;
  const {mountSweep} = await loadForProduction(() => import('./mount-sweep.tsx'));
  const store = createFrameStore(nothingViewed, {
    now,
    size: () => ({columns: stdout.columns || 80, rows: stdout.rows || 24}),
    pause,
  });
  const unmount = mountSweep({store, stdout, folder, framesPerSecond: 1000 / pause});
  stdout.on('resize', store.refresh);
  const leaveKeys = readKeys(options, store);
  return {
    listen: (event) => store.change(({state, chosen}) => viewOf(foldSweep(state, event), chosen)),
    note: (text) =>
      store.change(({state, chosen}) => ({
        state: {...state, told: [...state.told, {type: 'note', text}]},
        chosen,
      })),
    close: async () => {
      leaveKeys();
      stdout.off('resize', store.refresh);
      await unmount();
    },
  };
}

/** Milliseconds between frames: quick enough to look alive, and a few hundredths of a core at most, which trainings would have used. */
const pause = 200;
/** By a press of +. */
const more = 5;

/** Takes keys until the returned function is called. */
function readKeys({stdin, ask, interrupt}: Options, store: FrameStore<Viewed>): () => void {
  if (!stdin.isTTY) return () => undefined;
  const decoder = keyDecoder();
  const move = (by: 1 | -1) => {
    store.change((viewed) => choose(viewed, by));
    store.refresh();
  };
  const press = (key: string) => {
    switch (key) {
      case 'ctrl-c':
      case 'q':
        interrupt();
        return;
      case 'up':
      case 'k':
        move(-1);
        return;
      case 'down':
      case 'j':
        move(1);
        return;
      case '+':
        ask({kind: 'add', trials: more});
        return;
      case 'p':
        ask({kind: store.current().state.status === 'paused' ? 'resume' : 'pause'});
        return;
      case 'x': {
        const {chosen} = store.current();
        if (chosen !== undefined) ask({kind: 'stop-trial', trial: chosen});
        return;
      }
      default:
    }
  };
  const onData = (chunk: string) => {
    for (const input of decoder.take(chunk)) if (input.type === 'key') press(input.key);
  };
  stdin.setRawMode(true);
  stdin.setEncoding('utf8').on('data', onData).resume();
  return () => {
    stdin.off('data', onData).pause();
    stdin.setRawMode(false);
  };
}
