import {weightsOfClasses} from '../../ml/class-weights.ts';
import type {Dataset} from '../../ml/data/dataset.ts';
import type {TrainerOptions} from '../../ml/engine/trainer.ts';
import {buildModel} from '../../ml/models/build-model.ts';
import type {Node} from '../../ml/models/declaration.ts';
import {models} from '../../ml/models/index.ts';
import {optimisers} from '../../ml/optimisers/index.ts';
import {createOptimiser} from '../../ml/optimisers/optimiser-definition.ts';
import {schedules} from '../../ml/schedules/index.ts';
import {learningRates} from '../../ml/schedules/learning-rate.ts';
import {fail, ok, type Result} from '../../runner/failure.ts';
import {imagesTooSmall} from './failures.ts';
import type {TrainParams} from './params.ts';

/** What the params chose, made. `own`: the params with those of what was chosen by name among them. */

type Own = Readonly<Record<string, unknown>>;

export const ratesFor = (params: TrainParams, own: Own, images: number) => {
  const schedule = schedules[params.schedule];
  if (schedule === undefined) throw new Error(`there is no schedule ${params.schedule}`);
  return learningRates({
    schedule,
    params: own,
    learningRate: params.learning_rate,
    warmupEpochs: params.warmup_epochs,
    epochs: params.epochs,
    steps: Math.ceil(images / params.batch_size),
  });
};

export const modelFor = ({height, width, labels}: Dataset, name: string, params: Own): Result<Node> => {
  const definition = models[name];
  if (definition === undefined) throw new Error(`there is no model ${name}`);
  const built = buildModel(definition, {image: [height, width, 1], params, classes: labels.length});
  return built.ok
    ? ok(built.model)
    : fail(imagesTooSmall({model: name, layer: built.tooSmallFor.name, height, width}));
};

/** How steps move the weights, and what they make smaller. */
export const optimisationFor = (
  params: TrainParams,
  own: Own,
  {train, labels}: Pick<Dataset, 'train' | 'labels'>,
): Pick<TrainerOptions, 'optimiser' | 'clipping' | 'loss'> => {
  const {clipping, clip_at: at, label_smoothing: labelSmoothing, class_weights: weights} = params;
  const definition = optimisers[params.optimiser];
  if (definition === undefined) throw new Error(`there is no optimiser ${params.optimiser}`);
  return {
    optimiser: createOptimiser(definition, own),
    ...(clipping !== 'none' && {clipping: {by: clipping, at}}),
    loss: {
      labelSmoothing,
      ...(weights !== 'none' && {classWeights: weightsOfClasses(weights, train.classes, labels.length)}),
    },
  };
};
