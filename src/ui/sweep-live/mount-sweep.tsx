import {Box, Static, render} from 'ink';
import {useSyncExternalStore} from 'react';
import type {FrameStore} from '../live/frame-store.ts';
import {SweepFrame} from './sweep-frame.tsx';
import {SweepToldItem} from './sweep-told-item.tsx';
import type {Viewed} from './viewed.ts';

interface Props {
  readonly store: FrameStore<Viewed>;
  readonly folder: string | undefined;
}

/** The whole view: what was said for good scrolls up, the frame below it is drawn anew. */
function SweepLive({store, folder}: Props) {
  const snapshot = useSyncExternalStore(store.subscribe, store.snapshot);
  return (
    <Box flexDirection="column">
      <Static items={[...snapshot.state.state.told]}>
        {(told, index) => <SweepToldItem key={index} told={told} folder={folder} />}
      </Static>
      <SweepFrame snapshot={snapshot} />
    </Box>
  );
}

interface Options extends Props {
  readonly stdout: NodeJS.WriteStream;
  readonly framesPerSecond: number;
}

/** Begins to draw. Returns what ends it, with the last state on the screen. */
export function mountSweep({store, stdout, folder, framesPerSecond}: Options): () => Promise<void> {
  const live = <SweepLive store={store} folder={folder} />;
  const instance = render(live, {stdout, exitOnCtrlC: false, maxFps: framesPerSecond});
  return async () => {
    store.stop();
    // React would draw the last state a moment later, when nothing is mounted any more.
    instance.rerender(live);
    instance.unmount();
    await instance.waitUntilExit();
  };
}
