import {describe, expect, test} from 'vitest';
import type {Augmenter} from '../../../src/ml/augmentations/augmenter.ts';
import {augmentedBatches} from '../../../src/ml/batches.ts';
import type {Batch, EvaluationResult, StepResult, Trainer} from '../../../src/ml/engine/trainer.ts';
import type {Images} from '../../../src/ml/engine/images.ts';
import type {RateMoment} from '../../../src/ml/schedules/learning-rate.ts';
import {train, type EpochRecord, type Progress, type TrainingOptions} from '../../../src/ml/training.ts';
import {tinyDataset} from '../../rig/tiny-dataset.ts';

const dataset = tinyDataset();

/** Remembers what it was given; its one weight is the sum of all learning rates so far. */
const recordingTrainer = (answer?: (step: number) => StepResult) => {
  const batches: Batch[] = [];
  const evaluated: Images[] = [];
  let [steps, weight] = [0, 0];
  const trainer: Trainer = {
    kind: 'eager',
    step: (batch, learningRate) => {
      batches.push({...batch, images: batch.images.slice()});
      steps++;
      weight += learningRate;
      return answer?.(steps) ?? {loss: steps, correct: 1};
    },
    evaluate: (images): EvaluationResult => {
      evaluated.push(images);
      return {loss: weight, correct: 5, probabilities: new Float32Array()};
    },
    weights: () => [],
    save: () => ({
      step: steps,
      weights: [{name: 'w', shape: [1], values: Float32Array.of(weight)}],
      slots: [],
    }),
    restore: (state) => {
      steps = state.step;
      weight = state.weights[0]?.values[0] ?? 0;
    },
    dispose: () => undefined,
  };
  return {trainer, batches, evaluated};
};

const run = async (trainer: Trainer, more: Partial<TrainingOptions> = {}) => {
  const records: EpochRecord[] = [];
  let time = 0;
  const outcome = await train({
    trainer,
    dataset,
    epochs: 2,
    batchSize: 16,
    learningRate: () => 0.5,
    seed: 1,
    signal: new AbortController().signal,
    clock: () => (time += 2),
    onEpoch: (record) => void records.push(record),
    ...more,
  });
  return {outcome, records};
};

/** Which training images a batch holds, by their pixels. */
const indicesOf = ({images, count}: Batch): readonly number[] =>
  Array.from({length: count}, (_, place) => {
    const image = images.subarray(place * 64, (place + 1) * 64);
    return Array.from({length: 40}, (_unused, index) => index).findIndex((index) =>
      image.every((value, pixel) => value === dataset.train.images[index * 64 + pixel]),
    );
  });

describe('an epoch', () => {
  test('takes every training image once, in batches, the last with what is left', async () => {
    const {trainer, batches} = recordingTrainer();
    await run(trainer, {epochs: 1});
    expect(batches.map(({count, images, classes}) => [count, images.length, classes.length])).toEqual([
      [16, 1024, 16],
      [16, 1024, 16],
      [8, 512, 8],
    ]);
    const order = batches.flatMap(indicesOf);
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({length: 40}, (_, index) => index));
    expect(batches.flatMap(({classes}) => [...classes])).toEqual(order.map((index) => index % 4));
  });

  test('has an order of its own, decided by seed and epoch alone', async () => {
    const orders = async (options: Partial<TrainingOptions>) => {
      const {trainer, batches} = recordingTrainer();
      await run(trainer, options);
      return batches.flatMap(indicesOf);
    };
    const two = await orders({});
    expect(two.slice(0, 40)).not.toEqual(two.slice(40));
    expect(await orders({epochs: 1, batchSize: 7})).toEqual(two.slice(0, 40));
    expect(await orders({epochs: 1, seed: 2})).not.toEqual(two.slice(0, 40));
  });

  test('ends in means over images and in a validation on the test split, and is told with what it took', async () => {
    const {trainer, evaluated} = recordingTrainer();
    const {outcome, records} = await run(trainer);
    const common = {val_acc: 0.25, learning_rate: 0.5, epoch_seconds: 2, images_per_second: 20};
    const expected = [
      // Batches of 16, 16 and 8 images, with losses of 1, 2, 3 and then 4, 5, 6.
      {epoch: 1, loss: (16 + 32 + 24) / 40, acc: 3 / 40, val_loss: 1.5, ...common},
      {epoch: 2, loss: (64 + 80 + 48) / 40, acc: 3 / 40, val_loss: 3, ...common},
    ];
    expect(records).toEqual(expected);
    expect(outcome).toEqual({status: 'done', history: expected, stopped: false, bestEpoch: 1});
    expect(evaluated[0]).toEqual(dataset.test.images);
  });

  test('says how many of its images are done', async () => {
    const said: (readonly [number, number])[] = [];
    await run(recordingTrainer().trainer, {onStep: (...progress) => said.push(progress)});
    expect(said).toEqual([
      [1, 16],
      [1, 32],
      [1, 40],
      [2, 16],
      [2, 32],
      [2, 40],
    ]);
  });

  test('lets the augmenter draw each image, by epoch and index', async () => {
    const calls: string[] = [];
    const augmenter: Augmenter = {
      fill: (out, outOffset, images, imageOffset, epoch, index) => {
        calls.push(`${epoch}:${index}`);
        expect([images, imageOffset]).toEqual([dataset.train.images, index * 64]);
        out.fill(index, outOffset, outOffset + 64);
      },
    };
    const {trainer, batches, evaluated} = recordingTrainer();
    const options = {split: dataset.train, imageSize: 64, batchSize: 16};
    await run(trainer, {batches: augmentedBatches(augmenter, options)});
    expect(new Set(calls).size).toBe(80);
    const firsts = batches.map(({images}) => images[64]);
    expect(firsts).toEqual([1, 17, 33, 41, 57, 73].map((place) => Number(calls[place]?.split(':')[1])));
    expect(evaluated[0]).toEqual(dataset.test.images);
  });
});

describe('a training', () => {
  test('asks for the rate of each step, with what the epochs before came to, and puts the last on record', async () => {
    const asked: RateMoment[] = [];
    const learningRate = (moment: RateMoment) => {
      asked.push(moment);
      return moment.epoch + moment.step / 10;
    };
    const byLoss = await run(recordingTrainer().trainer, {learningRate});
    expect(byLoss.records.map(({learning_rate: rate}) => rate)).toEqual([1.2, 2.2]);
    // The trainer's loss of validation is the sum of all rates: 1 + 1.1 + 1.2.
    const [first, ...others] = asked;
    expect(first).toEqual({epoch: 1, step: 0, history: []});
    expect(
      others.map(({epoch, step, history}) => [epoch, step, history.map((cost) => cost.toFixed(3))]),
    ).toEqual([
      [1, 1, []],
      [1, 2, []],
      [2, 0, ['3.300']],
      [2, 1, ['3.300']],
      [2, 2, ['3.300']],
    ]);
    asked.splice(0);
    await run(recordingTrainer().trainer, {learningRate, monitor: 'acc'});
    expect(asked.at(-1)?.history).toEqual([-3 / 40]);
  });

  test('that gets no better ends early, with the weights of its best epoch, however often it is interrupted', async () => {
    // The trainer's loss of validation is the sum of all rates: it gets better for three epochs, and then worse.
    const options = {
      epochs: 20,
      learningRate: ({epoch}: RateMoment) => (epoch <= 3 ? -1 : 1),
      stopping: {patience: 2, minDelta: 0},
      keepBest: true,
    };
    const {outcome} = await run(recordingTrainer().trainer, options);
    if (outcome.status !== 'done') throw new Error(outcome.status);
    expect([outcome.history.length, outcome.stopped, outcome.best?.epoch]).toEqual([5, true, 3]);

    let progress: Progress | undefined;
    for (let epochs = 1; epochs <= 20; epochs++) {
      const part = await run(recordingTrainer().trainer, {
        ...options,
        epochs,
        ...(progress !== undefined && {resume: progress}),
        onEpoch: (_, now) => {
          progress = now();
        },
      });
      // As far as it goes, each is the beginning of the whole.
      if (part.outcome.status !== 'done') throw new Error(part.outcome.status);
      expect(part.outcome.history.map(({loss}) => loss)).toEqual(
        outcome.history.slice(0, epochs).map(({loss}) => loss),
      );
      if (epochs >= 5) expect(part.outcome.best).toEqual(outcome.best);
    }
  });

  test('says how often the right class is among the most probable', async () => {
    const {trainer} = recordingTrainer();
    // The first of four classes is the most probable, then the second: right for two of four images in turn.
    const probabilities = Float32Array.from({length: 80}, (_, index) => [0.4, 0.3, 0.2, 0.1][index % 4] ?? 0);
    const {records} = await run(
      {...trainer, evaluate: () => ({loss: 1, correct: 5, probabilities})},
      {topK: 2, epochs: 1},
    );
    expect(records[0]?.more).toEqual({val_top2_acc: 0.5});
  });

  test('that is cancelled stops before the next step', async () => {
    const cancel = new AbortController();
    const {trainer, batches} = recordingTrainer();
    const {outcome, records} = await run(trainer, {
      signal: cancel.signal,
      onStep: (epoch, images) => {
        if (epoch === 2 && images === 16) cancel.abort();
      },
    });
    expect(outcome).toEqual({status: 'cancelled'});
    expect([batches.length, records.length]).toEqual([4, 1]);
  });

  test.each([NaN, Infinity])('whose loss is %s ends there', async (loss) => {
    const {trainer, batches} = recordingTrainer((step) => ({loss: step === 5 ? loss : 1, correct: 0}));
    const {outcome} = await run(trainer, {epochs: 9});
    expect(outcome).toEqual({status: 'diverged', epoch: 2, learningRate: 0.5, loss});
    expect(batches.length).toBe(5);
  });

  test('whose validation loss is no number ends too', async () => {
    const {trainer} = recordingTrainer();
    const {outcome} = await run({
      ...trainer,
      evaluate: () => ({loss: NaN, correct: 0, probabilities: new Float32Array()}),
    });
    expect(outcome).toEqual({status: 'diverged', epoch: 1, learningRate: 0.5, loss: NaN});
  });

  test('goes on after the epoch it was stopped at, with the same history and state', async () => {
    let progress: Progress | undefined;
    const remember = (_: EpochRecord, now: () => Progress) => {
      progress = now();
    };
    const undisturbed = recordingTrainer();
    await run(undisturbed.trainer, {epochs: 4, onEpoch: remember});
    const whole = progress;

    await run(recordingTrainer().trainer, {epochs: 2, onEpoch: remember});
    if (progress === undefined) throw new Error('no epoch came');
    const resumed = recordingTrainer();
    await run(resumed.trainer, {epochs: 4, resume: progress, onEpoch: remember});
    expect(progress).toEqual(whole);
    expect(resumed.batches).toEqual(undisturbed.batches.slice(6));
  });

  test('that is already where it should end does nothing', async () => {
    let progress: Progress | undefined;
    const first = await run(recordingTrainer().trainer, {
      onEpoch: (_, now) => {
        progress = now();
      },
    });
    if (progress === undefined) throw new Error('no epoch came');
    const again = recordingTrainer();
    const {outcome, records} = await run(again.trainer, {resume: progress});
    expect([again.batches, records]).toEqual([[], []]);
    expect(outcome).toEqual(first.outcome);
  });
});
