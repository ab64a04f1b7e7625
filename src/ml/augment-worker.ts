import {parentPort, workerData} from 'node:worker_threads';
import {createAugmenter} from './augmentations/augmenter.ts';
import type {AheadJob, AheadWork} from './batches-ahead.ts';

// The program of the thread that `batchesAhead` starts, `dist/augment-worker.js`.
const {policy, options, images} = workerData as AheadWork;
const augmenter = createAugmenter(policy, options);
const imageSize = options.height * options.width;

parentPort?.on('message', ({images: out, indices, epoch}: AheadJob) => {
  indices.forEach((index, place) =>
    augmenter.fill(out, place * imageSize, images, index * imageSize, epoch, index),
  );
  parentPort?.postMessage(out, [out.buffer]);
});
