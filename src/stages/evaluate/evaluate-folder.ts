import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import {loadBackend} from '../../ml/backend.ts';
import {asFloats} from '../../ml/engine/images.ts';
import {readDataset} from '../../ml/data/dataset-folder.ts';
import {engineInfo} from '../../ml/engine-info.ts';
import {loadLayersModel, predict, sidesOf} from '../../ml/layers-model.ts';
import {scoresOf} from '../../ml/scores.ts';
import {fail, ok, type Result} from '../../runner/failure.ts';
import type {StageWork} from '../../runner/stage-definition.ts';
import {dataFailure} from '../data-failure.ts';
import {topKTooLarge} from '../top-k-too-large.ts';
import {drawInside} from './draw-inside.ts';
import {
  evaluationCancelled,
  modelDoesNotFit,
  modelUnreadable,
  noSuchTestImage,
  noTestImages,
} from './failures.ts';
import {metricsOf} from './metrics.ts';
import type {EvaluateParams} from './params.ts';
import {mistakesOf, predictionsOf} from './predictions.ts';
import {writeArtifact} from './write-artifact.ts';

/** Reads model and data, predicts, scores, and leaves what came of it in `out`. */
export const evaluateFolder = async ({
  params,
  inputs,
  out,
  env,
  signal,
  report,
}: StageWork<EvaluateParams>): Promise<Result<void>> => {
  const {model: modelFolder = '', dataset: datasetFolder = ''} = inputs;
  const read = await readDataset(datasetFolder);
  if (!read.ok) return dataFailure(read, 'stage');
  const dataset = read.value;
  if (dataset.test.count === 0) return fail(noTestImages(datasetFolder));
  const labels = await readLabels(join(modelFolder, 'labels.json'));
  if (!labels.ok) return labels;
  if (String(labels.value) !== String(dataset.labels)) {
    const [model, given] = [labels.value, dataset.labels].map((list) => list.join(', '));
    return fail(modelDoesNotFit({what: 'labels', model: model ?? '', dataset: given ?? ''}));
  }

  if (params.top_k > 1 && params.top_k >= dataset.labels.length) {
    return fail(topKTooLarge('evaluate', params.top_k, dataset.labels.length));
  }

  const engine = engineInfo({env});
  if (!engine.ok) return engine;
  // One thread, however many there are: another count may round differently, and a second is soon over.
  const backend = await loadBackend({engine: engine.value.name, threads: 1});
  if (!backend.ok) return backend;
  const {tf} = backend.value;
  const loaded = await loadLayersModel(tf, join(modelFolder, 'model'));
  if (!loaded.ok) return fail(modelUnreadable(loaded.file, loaded.why));
  const [height, width] = sidesOf(loaded.model.inputs[0]?.shape);
  if (height !== dataset.height || width !== dataset.width) {
    return fail(
      modelDoesNotFit({
        what: 'images',
        model: `of ${height ?? 0}×${width ?? 0} pixels`,
        dataset: `some of ${dataset.height}×${dataset.width}`,
      }),
    );
  }
  if (signal.aborted) return fail(evaluationCancelled);

  const {classes: truth, count} = dataset.test;
  const probabilities = predict(tf, loaded.model, asFloats(dataset.test.images));
  const scores = scoresOf(probabilities, truth, dataset.labels.length);
  const predictions = predictionsOf(probabilities, truth, dataset.labels.length);
  const wrong = mistakesOf(predictions);
  report({
    type: 'metrics',
    step: 0,
    values: metricsOf({scores, probabilities, truth, labels: dataset.names}, params),
  });
  const image = params.inside_image === 'worst' ? (wrong[0]?.image ?? 0) : params.inside_image;
  if (image >= count) return fail(noSuchTestImage(image, count));
  await Promise.all([
    writeArtifact(out, {dataset, predictions, wrong, scores, mistakes: params.mistakes}),
    params.inside && drawInside(out, {tf, model: loaded.model, dataset, predictions, wrong, image}),
  ]);
  loaded.model.dispose();
  return ok(undefined);
};

const labelsSchema = z.object({labels: z.array(z.string())});

const readLabels = async (file: string): Promise<Result<readonly string[]>> => {
  try {
    return ok(labelsSchema.parse(JSON.parse(await readFile(file, 'utf8'))).labels);
  } catch (error) {
    return fail(modelUnreadable(file, error instanceof Error ? error.message : String(error)));
  }
};
