import {loadBackend} from '../../ml/backend.ts';
import {type Checkpoint, keepCheckpoint, readCheckpoint, writeCheckpoint} from '../../ml/checkpoint.ts';
import {engineInfo} from '../../ml/engine-info.ts';
import {createTrainer} from '../../ml/engine/create-trainer.ts';
import {summarise} from '../../ml/model-summary.ts';
import {initialWeights} from '../../ml/models/weights.ts';
import {train} from '../../ml/training.ts';
import {fail, ok, type Result} from '../../runner/failure.ts';
import type {StageWork} from '../../runner/stage-definition.ts';
import {batchesFor} from './batches-for.ts';
import type {TrainParams} from './params.ts';
import {modelFor, optimisationFor, ratesFor} from './chosen.ts';
import {lossNotFinite, trainingCancelled} from './failures.ts';
import {readInputs} from './read-inputs.ts';
import {reportEnd, reportEpoch, reportProgress, reportTrainer} from './reports.ts';
import {writeArtifact} from './write-artifact.ts';

export interface TrainWork extends StageWork<TrainParams> {
  /** With the params of what was chosen by name among them: model, optimiser, schedule. */
  readonly own: Readonly<Record<string, unknown>>;
}

/** Reads the data, builds the model, fits it, and leaves it in `out`. */
export const trainFolder = async (work: TrainWork): Promise<Result<void>> => {
  const {params, own, inputs, out, scratch, env, signal, report} = work;
  const {epochs, seed} = params;

  const read = await readInputs(inputs, params);
  if (!read.ok) return read;
  const {dataset, validation, policy} = read.value;
  const built = modelFor(dataset, params.model, own);
  if (!built.ok) return built;
  const model = built.value;

  const begun = await readBegun(work);
  const {checkpoint} = begun;
  const engine = engineInfo({env});
  if (!engine.ok) return engine;
  const threads = engine.value.name === 'wasm' ? 1 : (checkpoint?.threads ?? work.threads);
  const backend = await loadBackend({engine: engine.value.name, threads});
  if (!backend.ok) return backend;

  const created = createTrainer(
    {
      model,
      weights: initialWeights(model, seed),
      seed,
      batchSize: params.batch_size,
      ...optimisationFor(params, own, dataset),
    },
    {backend: backend.value, prefer: 'graph'},
  );
  const {trainer} = created;
  const summary = summarise(params.model, model);
  report({type: 'fact', name: 'engine', value: `${engine.value.name} ${engine.value.version}`});
  reportTrainer(report, created);
  report({type: 'fact', name: 'threads', value: threads});
  report({type: 'fact', name: 'parameters', value: summary.parameters});
  if (params.validation !== 'test') {
    report({type: 'fact', name: 'train_images', value: dataset.train.count});
    report({type: 'fact', name: 'validation_images', value: validation.count});
  }
  if (begun.continued) report({type: 'fact', name: 'continued_from_epoch', value: epochsOf(checkpoint)});
  if (checkpoint !== undefined) {
    report({
      type: 'log',
      level: 'info',
      text: `Going on after epoch ${checkpoint.history.length} of ${epochs}.`,
    });
    for (const record of checkpoint.history) reportEpoch(report, record);
  }

  const batches = batchesFor(dataset, policy, params);
  const outcome = await train({
    trainer,
    dataset,
    validation,
    batches,
    epochs,
    batchSize: params.batch_size,
    learningRate: ratesFor(params, own, dataset.train.count),
    monitor: params.monitor,
    stopping: {patience: params.patience, minDelta: params.min_delta},
    keepBest: params.keep === 'best',
    ...(params.top_k > 0 && {topK: params.top_k}),
    seed,
    ...(checkpoint !== undefined && {resume: checkpoint}),
    signal,
    clock: () => performance.now() / 1000,
    onStep: reportProgress(report, {epochs, images: dataset.train.count}),
    onEpoch: async (record, progress) => {
      await writeCheckpoint(scratch, {...progress(), threads});
      reportEpoch(report, record);
    },
  }).finally(() => batches.close());
  switch (outcome.status) {
    case 'cancelled':
      trainer.dispose();
      return fail(trainingCancelled);
    case 'diverged':
      trainer.dispose();
      // What is on record says so too: a gap would look like an epoch that nobody measured.
      report({
        type: 'metrics',
        step: outcome.epoch,
        values: {loss: outcome.loss, learning_rate: outcome.learningRate},
      });
      return fail(lossNotFinite(outcome));
    case 'done': {
      const weights = outcome.best?.weights ?? trainer.weights();
      trainer.dispose();
      reportEnd(report, params.monitor, outcome);
      if (work.state !== undefined) {
        // Where there was nothing left to train, it lies where the training began.
        const trained = outcome.history.length > epochsOf(checkpoint);
        await keepCheckpoint(trained ? scratch : begun.folder, work.state);
      }
      await writeArtifact(out, backend.value.tf, {
        model,
        weights,
        summary,
        history: outcome.history,
        dataset,
      });
      return ok(undefined);
    }
    default:
      return outcome satisfies never;
  }
};

interface Begun {
  readonly checkpoint: Checkpoint | undefined;
  /** Where it lies. */
  readonly folder: string;
  /** It is of a shorter training, not of an earlier attempt at this one. */
  readonly continued: boolean;
}

/** Where an earlier attempt stopped or a shorter training ended, whichever is further. */
const readBegun = async ({scratch, continues}: Pick<TrainWork, 'scratch' | 'continues'>): Promise<Begun> => {
  const own = await readCheckpoint(scratch);
  const shorter = continues === undefined ? undefined : await readCheckpoint(continues);
  return continues !== undefined && epochsOf(shorter) > epochsOf(own)
    ? {checkpoint: shorter, folder: continues, continued: true}
    : {checkpoint: own, folder: scratch, continued: false};
};

const epochsOf = (checkpoint: Checkpoint | undefined): number => checkpoint?.history.length ?? 0;
