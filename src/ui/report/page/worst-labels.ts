import type {ReportEvaluation} from '../report-data.ts';

/** More than these nobody looks at side by side, and a matrix of a thousand labels has a million cells. */
export const mostLabels = 60;

/** The labels that are taken for others, or others for them, most often; where there are few, all. In their order. */
export function worstLabels(confusion: ReportEvaluation['confusion']): readonly number[] {
  const all = [...confusion.keys()];
  if (all.length <= mostLabels) return all;
  const mistakes = all.map(() => 0);
  const add = (label: number, count: number) => (mistakes[label] = (mistakes[label] ?? 0) + count);
  confusion.forEach((row, actual) => {
    row.forEach((count, guess) => {
      if (guess === actual) return;
      add(actual, count);
      add(guess, count);
    });
  });
  return all
    .sort((a, b) => (mistakes[b] ?? 0) - (mistakes[a] ?? 0) || a - b)
    .slice(0, mostLabels)
    .sort((a, b) => a - b);
}
