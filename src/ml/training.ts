import {plainBatches, type BatchSource} from './batches.ts';
import type {Dataset} from './data/dataset.ts';
import type {Trainer, TrainerState} from './engine/trainer.ts';
import {costOf, type Monitor} from './monitor.ts';
import {shuffled, stream} from './random.ts';
import type {RateMoment} from './schedules/learning-rate.ts';

export interface TrainingOptions {
  readonly trainer: Trainer;
  readonly dataset: Pick<Dataset, 'train' | 'test' | 'height' | 'width'>;
  /** Of the training split; left out, its images are taken as they are. Closed by whoever made it. */
  readonly batches?: BatchSource;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: (moment: RateMoment) => number;
  /** By which number epochs are held against each other; the validation loss where nothing is said. */
  readonly monitor?: Monitor;
  /** Decides the order of the images in each epoch. */
  readonly seed: number;
  /** Where an earlier training of the very same kind stopped. */
  readonly resume?: Progress;
  readonly signal: AbortSignal;
  /** Seconds, for the record alone: nothing that is computed depends on it. */
  readonly clock: () => number;
  /** `images`: how many of the epoch are done. */
  readonly onStep?: (epoch: number, images: number) => void;
  /** Awaited: the training goes on when the epoch is safely kept. `state` reads the trainer, and costs a copy of it. */
  readonly onEpoch: (epoch: EpochRecord, progress: () => Progress) => Promise<void> | void;
}

/** A training so far: with it, a training goes on to the very bits of one that nobody disturbed. */
export interface Progress {
  /** With what the epochs took, so that the training that goes on can tell of them again. */
  readonly history: readonly EpochRecord[];
  readonly state: TrainerState;
}

/** What an epoch came to. The same on every repeat. */
interface EpochScores {
  /** Counts from 1. */
  readonly epoch: number;
  /** Means over the epoch's images, each from before its step, as Keras reports them. */
  readonly loss: number;
  readonly acc: number;
  /** Of the test split, after the epoch. */
  readonly val_loss: number;
  readonly val_acc: number;
  /** Of the epoch's last step. */
  readonly learning_rate: number;
}

/** What an epoch took: training alone, without validation. */
export interface EpochRecord extends EpochScores {
  readonly epoch_seconds: number;
  readonly images_per_second: number;
}

export type TrainingOutcome =
  | {readonly status: 'done'; readonly history: readonly EpochRecord[]}
  | {readonly status: 'cancelled'}
  /** The loss was no finite number: training cannot go on from there. */
  | {
      readonly status: 'diverged';
      readonly epoch: number;
      readonly learningRate: number;
      readonly loss: number;
    };

/** Trains epoch by epoch: shuffle, augment, step, validate, tell. */
export async function train(options: TrainingOptions): Promise<TrainingOutcome> {
  const {trainer, dataset, epochs, monitor = 'val_loss', resume, clock, onEpoch} = options;
  const history: EpochRecord[] = [...(resume?.history ?? [])];
  if (resume !== undefined) trainer.restore(resume.state);

  while (history.length < epochs) {
    const epoch = history.length + 1;
    const began = clock();
    const costs = history.map((record) => costOf(record, monitor));
    const trained = await trainEpoch(epoch, costs, options);
    if (trained.status !== 'done') return trained;
    const seconds = clock() - began;
    const {learningRate} = trained;

    const validated = trainer.evaluate(dataset.test.images, dataset.test.classes);
    if (!Number.isFinite(validated.loss))
      return {status: 'diverged', epoch, learningRate, loss: validated.loss};
    const record: EpochRecord = {
      epoch,
      loss: trained.loss,
      acc: trained.acc,
      val_loss: validated.loss,
      val_acc: validated.correct / dataset.test.count,
      learning_rate: learningRate,
      epoch_seconds: seconds,
      images_per_second: dataset.train.count / seconds,
    };
    history.push(record);
    await onEpoch(record, () => ({history: [...history], state: trainer.save()}));
  }
  return {status: 'done', history};
}

type EpochOutcome =
  | {readonly status: 'done'; readonly loss: number; readonly acc: number; readonly learningRate: number}
  | Exclude<TrainingOutcome, {status: 'done'}>;

async function trainEpoch(
  epoch: number,
  costs: readonly number[],
  options: TrainingOptions,
): Promise<EpochOutcome> {
  const {trainer, dataset, batchSize, seed, signal, onStep} = options;
  const {train: split, height, width} = dataset;
  const {count} = split;
  const batches = options.batches ?? plainBatches({split, imageSize: height * width, batchSize});
  // By the epoch's own name: an epoch's order does not depend on those before it.
  const order = shuffled(count, stream(seed, `shuffle/${epoch}`));
  let [loss, correct, done, step, learningRate] = [0, 0, 0, 0, NaN];
  for await (const batch of batches.epoch(epoch, order)) {
    // Cancel and progress messages get their turn between steps.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) return {status: 'cancelled'};
    learningRate = options.learningRate({epoch, step: step++, history: costs});
    const result = trainer.step(batch, learningRate);
    if (!Number.isFinite(result.loss)) return {status: 'diverged', epoch, learningRate, loss: result.loss};
    loss += result.loss * batch.count;
    correct += result.correct;
    done += batch.count;
    onStep?.(epoch, done);
  }
  return {status: 'done', loss: loss / count, acc: correct / count, learningRate};
}
