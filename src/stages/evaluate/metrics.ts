import {macroOf, topAccuracy, type Scores} from '../../ml/scores.ts';
import type {EvaluateParams} from './params.ts';

export interface Measured {
  readonly scores: Scores;
  /** `[count, classes]`, of the test split. */
  readonly probabilities: Float32Array;
  readonly truth: Uint16Array;
  readonly labels: readonly string[];
}

/** What goes on record. */
export const metricsOf = (
  {scores, probabilities, truth, labels}: Measured,
  {top_k: k, class_scores: which}: EvaluateParams,
): Readonly<Record<string, number>> => {
  const macro = macroOf(scores);
  return {
    test_acc: scores.acc,
    test_loss: scores.loss,
    ...(k > 0 && {
      [`test_top${k}_acc`]: topAccuracy(probabilities, truth, {k, classCount: labels.length}),
    }),
    ...(which !== 'none' && {
      test_macro_precision: macro.precision,
      test_macro_recall: macro.recall,
      test_macro_f1: macro.f1,
    }),
    ...(which === 'all' &&
      Object.fromEntries(
        scores.classes.flatMap(({precision, recall, f1}, index) => {
          const label = labels[index] ?? String(index);
          return [
            [`test_precision_${label}`, precision],
            [`test_recall_${label}`, recall],
            [`test_f1_${label}`, f1],
          ];
        }),
      )),
  };
};
