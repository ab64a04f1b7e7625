import type {Result} from '../../runner/failure.ts';
import type {StageWork} from '../../runner/stage-definition.ts';
import type {DownloadParams} from './params.ts';
import type {Patience} from './patience.ts';
import type {StoredFile} from './store-file.ts';

export type Source = 'kaggle' | 'file' | 'sample';

/** Puts the raw files into `work.out` and says what they are. */
export type Fetch = (
  work: StageWork<DownloadParams>,
  patience: Patience,
) => Promise<Result<readonly StoredFile[]>>;

/** The sources, loaded by name: only the one taken is in the key, so a new sample discards nobody's download. */
export const sources: Readonly<Record<Source, () => Promise<Fetch>>> = {
  kaggle: async () => (await import('./kaggle-source.ts')).fromKaggle,
  file: async () => (await import('./file-source.ts')).fromFiles,
  sample: async () => (await import('./sample-source.ts')).fromSample,
};
