import {Box, Static} from 'ink';
import {useSyncExternalStore} from 'react';
import {Frame} from './frame.tsx';
import type {Store} from './store.ts';
import {ToldItem} from './told-item.tsx';

interface Props {
  readonly store: Store;
  readonly folder: string | undefined;
  readonly headline: string | undefined;
}

/** The whole view: what was said for good scrolls up, the frame below it is drawn anew. */
export function Live({store, folder, headline}: Props) {
  const snapshot = useSyncExternalStore(store.subscribe, store.snapshot);
  return (
    <Box flexDirection="column">
      <Static items={[...snapshot.state.told]}>
        {(told, index) => <ToldItem key={index} told={told} folder={folder} headline={headline} />}
      </Static>
      <Frame snapshot={snapshot} headline={headline} />
    </Box>
  );
}
