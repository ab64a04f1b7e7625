import {join} from 'node:path';
import {encode} from 'fast-png';
import {z} from 'zod';
import {artifactFolder} from '../../runner/artifact.ts';
import {fail, ok, type Result} from '../../runner/failure.ts';
import type {RunDetail, StageDetail} from '../../tracking/run-summary.ts';
import {bytes} from '../bytes.ts';
import {readEvaluation, type Mistake} from '../evaluation.ts';
import {parsedFile} from '../parsed-file.ts';
import {reportTooLarge} from './failures.ts';
import type {ReportDataset, ReportEvaluation, StageArtifact} from './report-data.ts';
import {dataUri, stageFigures} from './stage-figures.ts';

/** What the stages of these runs left and the store still has, by key. What runs share is read once. */
export function stageArtifacts(
  store: string,
  runs: readonly RunDetail[],
  most = mostRoom,
): Result<Readonly<Record<string, StageArtifact>>> {
  const found = new Map<string, StageArtifact>();
  let room = 0;
  for (const run of runs) {
    for (const stage of run.stages) {
      if (stage.key === null || found.has(stage.key)) continue;
      const artifact = readArtifact(store, run, {...stage, key: stage.key});
      room += roomOf(artifact);
      if (room > most) return fail(reportTooLarge(runs.length, bytes(most)));
      found.set(stage.key, artifact);
    }
  }
  return ok(Object.fromEntries(found));
}

/** Bytes of pictures in one page. */
const mostRoom = 250_000_000;

/** Nearly all of it are pictures, and the counts of a matrix. */
const roomOf = ({figures, evaluation}: StageArtifact): number =>
  [...figures, ...(evaluation?.mistakes ?? [])].reduce((sum, {image}) => sum + image.length, 0) +
  2 * (evaluation?.confusion.length ?? 0) ** 2;

/** What the page draws itself needs no picture beside it. */
const drawnByPage = {
  dataset: ['label-distribution'],
  evaluation: ['confusion-matrix', 'mistakes'],
  training: ['curves'],
} as const;

function readArtifact(
  store: string,
  run: RunDetail,
  {key, uses, name}: StageDetail & {readonly key: string},
): StageArtifact {
  const folder = join(artifactFolder(store, key), 'files');
  const dataset = uses === 'preprocess' ? readDataset(folder) : undefined;
  const evaluation = uses === 'evaluate' ? reportEvaluation(store, run) : undefined;
  const drawn: readonly string[] = [
    ...(dataset === undefined ? [] : drawnByPage.dataset),
    ...(evaluation === undefined ? [] : drawnByPage.evaluation),
    ...(run.metrics.some(({stage, points}) => stage === name && points.length > 1)
      ? drawnByPage.training
      : []),
  ];
  return {
    figures: stageFigures(folder).filter((figure) => !drawn.includes(figure.name)),
    ...(dataset === undefined ? {} : {dataset}),
    ...(evaluation === undefined ? {} : {evaluation}),
  };
}

const summarySchema = z.object({
  classes: z.array(z.object({name: z.string(), train: z.number(), test: z.number()})),
});

function readDataset(folder: string): ReportDataset | undefined {
  const summary = parsedFile(join(folder, 'summary.json'), summarySchema);
  return summary === undefined ? undefined : {labels: summary.classes};
}

function reportEvaluation(store: string, run: RunDetail): ReportEvaluation | undefined {
  const evaluation = readEvaluation(store, run);
  if (evaluation === undefined) return undefined;
  return {
    ...evaluation,
    mistakes: evaluation.mistakes.map((mistake) => ({...mistake, image: pngOf(mistake)})),
  };
}

const pngOf = ({image, width}: Mistake): string =>
  dataUri('image/png', encode({width, height: image.length / width, data: image, channels: 1, depth: 8}));
