import {render} from 'ink';
import {Live} from './live.tsx';
import type {Store} from './store.ts';

interface Options {
  readonly store: Store;
  readonly stdout: NodeJS.WriteStream;
  readonly folder: string | undefined;
  readonly headline: string | undefined;
  readonly framesPerSecond: number;
}

/** Begins to draw. Returns what ends it, with the last state on the screen. */
export function mount({store, stdout, folder, headline, framesPerSecond}: Options): () => Promise<void> {
  const live = <Live store={store} folder={folder} headline={headline} />;
  const instance = render(live, {stdout, exitOnCtrlC: false, maxFps: framesPerSecond});
  return async () => {
    store.stop();
    // React would draw the last state a moment later, when nothing is mounted any more.
    instance.rerender(live);
    instance.unmount();
    await instance.waitUntilExit();
  };
}
