import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {Worker} from 'node:worker_threads';
import type {AugmenterOptions} from './augmentations/augmenter.ts';
import type {AugmentationPolicy} from './augmentations/policy.ts';
import {batchOf, type BatchOptions, type BatchSource} from './batches.ts';

/** What the worker is started with. */
export interface AheadWork {
  readonly policy: AugmentationPolicy;
  readonly options: AugmenterOptions;
  /** Of the whole split, in memory that both threads see. */
  readonly images: Uint8Array;
}

/** A batch to be drawn: answered with `images`, filled from the start. */
export interface AheadJob {
  readonly images: Float32Array<ArrayBuffer>;
  readonly indices: Uint32Array;
  readonly epoch: number;
}

/** Batches being drawn or waiting while one trains: a step is much longer than the drawing of a batch. */
const depth = 3;

export interface AheadOptions extends BatchOptions {
  readonly policy: AugmentationPolicy;
  readonly augmenter: AugmenterOptions;
  /** `augment-worker.ts`, built. */
  readonly program: URL;
}

/**
 * The batches of `augmentedBatches`, to the bit, drawn by a thread of their own that runs ahead while TensorFlow computes:
 * then a step never waits for its images. Memory is handed to and fro, not copied.
 */
export const batchesAhead = ({
  split,
  imageSize,
  batchSize,
  policy,
  augmenter,
  program,
}: AheadOptions): BatchSource => {
  const images = new Uint8Array(new SharedArrayBuffer(split.images.length));
  images.set(split.images);
  const workerData: AheadWork = {policy, options: augmenter, images};
  const worker = new Worker(program, {workerData});

  // Answers come in the order of the jobs.
  const unanswered: {resolve: (images: Float32Array) => void; reject: (error: unknown) => void}[] = [];
  worker.on('message', (filled: Float32Array) => unanswered.shift()?.resolve(filled));
  worker.on('error', (error) => unanswered.splice(0).forEach(({reject}) => reject(error)));
  const draw = (job: AheadJob): Promise<Float32Array> => {
    const answer = new Promise<Float32Array>((resolve, reject) => unanswered.push({resolve, reject}));
    worker.postMessage(job, [job.images.buffer]);
    // Of a batch that a cancelled training no longer asks for, nobody hears.
    answer.catch(() => undefined);
    return answer;
  };

  return {
    epoch: async function* (epoch, order) {
      const underway: {readonly indices: Uint32Array; readonly answer: Promise<Float32Array>}[] = [];
      let start = 0;
      const drawNext = (into: Float32Array): void => {
        if (start >= order.length) return;
        const indices = order.slice(start, start + batchSize);
        start += batchSize;
        underway.push({indices, answer: draw({images: into as Float32Array<ArrayBuffer>, indices, epoch})});
      };
      for (let ahead = 0; ahead < depth; ahead++) drawNext(new Float32Array(batchSize * imageSize));
      for (let next = underway.shift(); next !== undefined; next = underway.shift()) {
        const filled = await next.answer;
        yield batchOf(filled.subarray(0, next.indices.length * imageSize), next.indices, split);
        drawNext(filled);
      }
    },
    close: () => void worker.terminate(),
  };
};

/** Beside the built program; from the sources there is none. */
export const findAugmentWorker = (): URL | undefined => {
  const program = new URL('./augment-worker.js', import.meta.url);
  return existsSync(fileURLToPath(program)) ? program : undefined;
};
