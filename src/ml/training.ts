import {plainBatches, type BatchSource} from './batches.ts';
import type {Dataset, Split} from './data/dataset.ts';
import {standingOf, type StoppingOptions} from './early-stopping.ts';
import type {EvaluationResult, Trainer, TrainerState, Weight} from './engine/trainer.ts';
import {costOf, type Monitor} from './monitor.ts';
import {shuffled, stream} from './random.ts';
import type {RateMoment} from './schedules/learning-rate.ts';
import {topAccuracy} from './scores.ts';

export interface TrainingOptions {
  readonly trainer: Trainer;
  readonly dataset: Pick<Dataset, 'train' | 'test' | 'height' | 'width'>;
  /** What each epoch ends with; left out, the test split. */
  readonly validation?: Split;
  /** Of the training split; left out, its images are taken as they are. Closed by whoever made it. */
  readonly batches?: BatchSource;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: (moment: RateMoment) => number;
  /** By which number epochs are held against each other; the validation loss where nothing is said. */
  readonly monitor?: Monitor;
  /** Left out, a training goes on to its last epoch. */
  readonly stopping?: StoppingOptions;
  /** Whether the weights of the best epoch are kept; left out, they are not. */
  readonly keepBest?: boolean;
  /** In how many of the most probable classes the right one is looked for, as one more score; left out, in none. */
  readonly topK?: number;
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
  /** Where the best weights are kept. */
  readonly best?: BestEpoch;
}

/** The weights after the epoch that was best by what is monitored. */
export interface BestEpoch {
  /** Counts from 1. */
  readonly epoch: number;
  readonly weights: readonly Weight[];
}

/** What an epoch came to. The same on every repeat. */
interface EpochScores {
  /** Counts from 1. */
  readonly epoch: number;
  /** Means over the epoch's images, each from before its step, as Keras reports them. */
  readonly loss: number;
  readonly acc: number;
  /** Of what is validated on, after the epoch. The loss is the plain cross-entropy, whatever the training makes smaller. */
  readonly val_loss: number;
  readonly val_acc: number;
  /** What was asked for beside, such as `val_top3_acc`. */
  readonly more?: Readonly<Record<string, number>>;
  /** Of the epoch's last step. */
  readonly learning_rate: number;
}

/** What an epoch took: training alone, without validation. */
export interface EpochRecord extends EpochScores {
  readonly epoch_seconds: number;
  readonly images_per_second: number;
}

export type TrainingOutcome =
  | {
      readonly status: 'done';
      readonly history: readonly EpochRecord[];
      /** Whether it ended before its last epoch. */
      readonly stopped: boolean;
      /** By what is monitored; counts from 1. */
      readonly bestEpoch: number;
      readonly best?: BestEpoch;
    }
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
  const {validation = dataset.test, stopping = {patience: 0, minDelta: 0}} = options;
  const history: EpochRecord[] = [...(resume?.history ?? [])];
  let best = resume?.best;
  if (resume !== undefined) trainer.restore(resume.state);
  const standing = () =>
    standingOf(
      history.map((record) => costOf(record, monitor)),
      stopping,
    );

  while (history.length < epochs && !standing().stopped) {
    const epoch = history.length + 1;
    const began = clock();
    const costs = history.map((record) => costOf(record, monitor));
    const trained = await trainEpoch(epoch, costs, options);
    if (trained.status !== 'done') return trained;
    const seconds = clock() - began;
    const {learningRate} = trained;

    const validated = trainer.evaluate(validation.images, validation.classes);
    if (!Number.isFinite(validated.loss))
      return {status: 'diverged', epoch, learningRate, loss: validated.loss};
    const record: EpochRecord = {
      epoch,
      loss: trained.loss,
      acc: trained.acc,
      val_loss: validated.loss,
      val_acc: validated.correct / validation.count,
      ...moreScores(validated, validation, options.topK),
      learning_rate: learningRate,
      epoch_seconds: seconds,
      images_per_second: dataset.train.count / seconds,
    };
    history.push(record);
    if (options.keepBest === true && standing().bestEpoch === epoch) {
      best = {epoch, weights: trainer.weights()};
    }
    const kept = best === undefined ? {} : {best};
    await onEpoch(record, () => ({history: [...history], state: trainer.save(), ...kept}));
  }
  return {
    status: 'done',
    history,
    stopped: history.length < epochs,
    bestEpoch: standing().bestEpoch,
    ...(best !== undefined && {best}),
  };
}

const moreScores = (
  {probabilities}: EvaluationResult,
  {classes}: Split,
  k: number | undefined,
): Pick<EpochScores, 'more'> =>
  k === undefined
    ? {}
    : {
        more: {
          [`val_top${k}_acc`]: topAccuracy(probabilities, classes, {
            k,
            classCount: probabilities.length / classes.length,
          }),
        },
      };

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
