import type {PaneSubject} from './pane-subject.ts';
import type {Cell, Sheet} from './sheet.ts';

/** What evaluation found out, a row for each label of each run: its scores, and its line of the confusion matrix. */
export function figuresSheet({runs}: PaneSubject): Sheet {
  const evaluated = runs.flatMap(({detail, evaluation}) =>
    evaluation === undefined ? [] : {detail, evaluation},
  );
  const names = [...new Set(evaluated.flatMap(({evaluation}) => evaluation.labels.map(({name}) => name)))];
  return {
    columns: [
      'run',
      'experiment',
      'label',
      'images',
      'recall',
      'precision',
      'f1',
      ...names.map((name) => `→ ${name}`),
    ],
    rows: evaluated.flatMap(({detail, evaluation: {labels, confusion}}) =>
      labels.map(({name, recall, precision, f1, support}, actual): Cell[] => {
        const row = confusion[actual] ?? [];
        return [
          detail.id,
          detail.experiment,
          name,
          support ?? row.reduce((sum, count) => sum + count, 0),
          recall,
          precision ?? null,
          f1 ?? null,
          ...names.map((each) => row[labels.findIndex((label) => label.name === each)] ?? null),
        ];
      }),
    ),
    notes: ['→ what its images were taken for, in images'],
    empty: 'No evaluation of these runs lies in the store.',
  };
}
