import {z} from 'zod';
import {ok} from '../runner/failure.ts';
import {defineStage} from '../runner/stage-definition.ts';

/** CSV files of pictures → a checked data set. The artifact: `src/ml/data/dataset.ts`' files, `summary.json`, figures. */
export const preprocess = defineStage({
  name: 'preprocess',
  summary: 'Turns CSV files of pictures into compact arrays, checks them, and draws what is in them.',
  params: z.object({
    train: z
      .string()
      .min(1)
      .default('*train*.csv*')
      .describe('The file with the training images, by name (`*` and `?` as in a shell) or by path.'),
    test: z
      .string()
      .min(1)
      .default('*test*.csv*')
      .describe(
        'The file with the test images. Where no name fits the default, a part of the train file is taken.',
      ),
    test_fraction: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.2)
      .describe('The part of each label that goes to the test split, where there is one file for both.'),
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .default(1)
      .describe('Chooses the rows of that part.'),
    label_column: z
      .string()
      .min(1)
      .default('label')
      .describe('The column with the labels; upper and lower case are one.'),
    height: z.int().positive().optional().describe('Rows of a picture, where it is not square.'),
    width: z.int().positive().optional().describe('Columns of a picture, where it is not square.'),
    white: z
      .int()
      .min(1)
      .max(255)
      .default(255)
      .describe('The grey level that is white in the files; levels are stretched so that it becomes 255.'),
    names: z
      .union([z.enum(['auto', 'letters', 'labels']), z.array(z.string().min(1)).min(1)])
      .default('auto')
      .describe(
        'What classes are called: `letters` (0 is A, 25 is Z), `labels` as they stand in the files, or a list in the ' +
          'order of sorted labels. `auto`: letters where all labels are 0–25 and the data are named after sign language.',
      ),
  }),
  inputs: {raw: {doc: 'A folder with the CSV files, plain or .gz, in sub-folders or not.'}},
  lane: 'light',
  place: 'child',
  numeric: false,

  async run(work) {
    const {readRawData} = await import('./preprocess/read-raw-data.ts');
    const read = await readRawData(work);
    if (!read.ok) return read;
    const {dataset, summary} = read.value;

    const {writeArtifact} = await import('./preprocess/write-artifact.ts');
    await writeArtifact(work.out, dataset, summary);

    const {duplicates, rows, warnings} = summary;
    for (const text of warnings) work.report({type: 'log', level: 'warning', text});
    work.report({type: 'fact', name: 'train_rows', value: rows.train});
    work.report({type: 'fact', name: 'test_rows', value: rows.test});
    work.report({type: 'fact', name: 'classes', value: dataset.labels.length});
    const repeats = duplicates.train + duplicates.test + duplicates.across;
    work.report({type: 'fact', name: 'duplicates', value: repeats});
    return ok(undefined);
  },
});
