import {closeSync, openSync, readFileSync, readSync} from 'node:fs';
import {join} from 'node:path';
import {z} from 'zod';
import {artifactFolder} from '../runner/artifact.ts';
import type {RunDetail} from '../tracking/run-summary.ts';
import {parsedFile} from './parsed-file.ts';

/** What a run's evaluation left, as far as it still lies in the store. */
export interface Evaluation {
  readonly labels: readonly LabelScores[];
  /** `[true class][predicted class]` → images. */
  readonly confusion: readonly (readonly number[])[];
  /** Those the model was surest of first. */
  readonly mistakes: readonly Mistake[];
}

/** How well one label is told, each from 0 to 1; an older evaluation may have less. */
export type LabelScores = z.output<typeof labelSchema>;

const labelSchema = z.object({
  name: z.string(),
  recall: z.number(),
  precision: z.number().exactOptional(),
  f1: z.number().exactOptional(),
  /** Images of it. */
  support: z.number().exactOptional(),
});

export interface Mistake {
  readonly actual: string;
  readonly predicted: string;
  /** 0 to 1. */
  readonly confidence: number;
  /** `[height × width]`, 0 to 255. */
  readonly image: Uint8Array;
  readonly width: number;
}

const evaluationSchema = z.object({
  labels: z.array(labelSchema),
  confusion: z.array(z.array(z.number())),
});
const predictionsSchema = z.object({predicted: z.array(z.number()), confidence: z.array(z.number())});
const headerSchema = z.object({height: z.number(), width: z.number(), counts: z.object({test: z.number()})});

/** Undefined where the run has no evaluation, or its artifact is gone or of another form. */
export function readEvaluation(store: string, {stages}: RunDetail): Evaluation | undefined {
  const filesOf = (key: string | null) =>
    key === null ? undefined : join(artifactFolder(store, key), 'files');
  const stage = stages.find(({uses, key}) => uses === 'evaluate' && key !== null);
  const folder = filesOf(stage?.key ?? null);
  if (stage === undefined || folder === undefined) return undefined;
  const told = parsedFile(join(folder, 'evaluation.json'), evaluationSchema);
  if (told === undefined) return undefined;
  const inputs = stages.filter(({name}) => stage.needs.includes(name)).flatMap(({key}) => filesOf(key) ?? []);
  const predictions = parsedFile(join(folder, 'predictions.json'), predictionsSchema);
  const mistakes = inputs.flatMap((input) =>
    predictions === undefined
      ? []
      : worstMistakes(
          input,
          predictions,
          told.labels.map(({name}) => name),
        ),
  );
  return {...told, mistakes};
}

const most = 12;

/** Images of the test split lie one after the other, as bytes: only those that are shown are read. */
function worstMistakes(
  folder: string,
  {predicted, confidence}: z.output<typeof predictionsSchema>,
  names: readonly string[],
): readonly Mistake[] {
  const header = parsedFile(join(folder, 'dataset.json'), headerSchema);
  if (header === undefined) return [];
  const {height, width} = header;
  try {
    const labels = readFileSync(join(folder, 'test.labels.u16'));
    const images = openSync(join(folder, 'test.images.u8'), 'r');
    try {
      return predicted
        .map((guess, image) => ({
          guess,
          image,
          actual: labels.readUInt16LE(image * 2),
          sure: confidence[image] ?? 0,
        }))
        .filter(({guess, actual}) => guess !== actual)
        .sort((a, b) => b.sure - a.sure || a.image - b.image)
        .slice(0, most)
        .map(({guess, image, actual, sure}) => {
          const pixels = new Uint8Array(height * width);
          readSync(images, pixels, 0, pixels.length, image * pixels.length);
          return {
            actual: names[actual] ?? '',
            predicted: names[guess] ?? '',
            confidence: sure,
            image: pixels,
            width,
          };
        });
    } finally {
      closeSync(images);
    }
  } catch {
    // The store may be cleaned at any time.
    return [];
  }
}
