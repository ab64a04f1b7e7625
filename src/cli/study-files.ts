import {readFile} from 'node:fs/promises';
import {isMap, parseDocument} from 'yaml';

/** Where the images come from: the params of the stage `download`. */
export type DataSource =
  | {readonly source: 'sample'}
  | {readonly source: 'kaggle'; readonly dataset: string}
  | {readonly source: 'file'; readonly path: string};

interface Study {
  readonly name: string;
  readonly source: DataSource;
}

const experiments = [
  'mlp.yaml',
  'cnn.yaml',
  'cnn-augmented.yaml',
  'epochs.sweep.yaml',
  'augmentation.sweep.yaml',
];

/** Path in the workspace → text: the study that comes with the package, under another name and on other data. */
export async function studyFiles(study: Study): Promise<ReadonlyMap<string, string>> {
  const files = new Map([['pipeline.yaml', adapted(await packaged('pipeline.yaml'), study)]]);
  for (const file of experiments.map((name) => `experiments/${name}`)) files.set(file, await packaged(file));
  return files;
}

/** The package's own, beside `dist/`. */
const packaged = (file: string): Promise<string> => readFile(new URL(`../${file}`, import.meta.url), 'utf8');

function adapted(text: string, {name, source}: Study): string {
  const pipeline = parseDocument(text.replace(/^(#.*\n)+/, ''));
  pipeline.set('name', name);
  pipeline.setIn(['stages', 'download', 'with'], pipeline.createNode(source, {flow: true}));
  const stages = pipeline.get('stages');
  if (isMap(stages)) stages.commentBefore = comments[source.source];
  return heading + pipeline.toString({lineWidth: 0, flowCollectionPadding: false});
}

const heading = `# What runs, in which order, and on what. Every stage's result is kept under the hash of all that decides it.
# A param is changed for one run by -s stage.param=value, for good in an experiment's file.
`;

const comments: Readonly<Record<DataSource['source'], string>> = {
  sample:
    ' Images drawn by a seeded generator. Yours: {source: file, path: a folder, a CSV file or a zip of them}.',
  kaggle: ' Through the Kaggle CLI; `epochal doctor` says whether it is there and has credentials.',
  file: ' CSV files with a column `label` and one for each pixel of a square image.',
};
