import {join} from 'node:path';
import {carveTest} from '../../ml/data/carve-test.ts';
import {canBeLetters, combineSplits, type Naming} from '../../ml/data/combine-splits.ts';
import {readCsvImages, type LabelledImages} from '../../ml/data/csv-images.ts';
import type {Dataset} from '../../ml/data/dataset.ts';
import {findSplits} from '../../ml/data/find-splits.ts';
import {describeSource, summarise, type DatasetSummary} from '../../ml/data/summary.ts';
import {stream} from '../../ml/random.ts';
import {fail, ok, type Result} from '../../runner/failure.ts';
import type {StageWork} from '../../runner/stage-definition.ts';
import {dataFailure} from '../data-failure.ts';
import {readSourceNote} from './source-note.ts';

export interface PreprocessParams {
  readonly train: string;
  readonly test: string;
  readonly test_fraction: number;
  readonly seed: number;
  readonly label_column: string;
  readonly height?: number | undefined;
  readonly width?: number | undefined;
  readonly white: number;
  readonly names: 'auto' | Naming;
}

export interface RawData {
  readonly dataset: Dataset;
  readonly summary: DatasetSummary;
}

/** Finds the files, reads them, makes one data set of them and looks it over. */
export const readRawData = async (work: StageWork<PreprocessParams>): Promise<Result<RawData>> => {
  const {params} = work;
  const folder = work.inputs['raw'] ?? '';
  const note = await readSourceNote(folder);
  const files = await findSplits(folder, params);
  if (!files.ok) return dataFailure(files);

  const reader = csvReader(work, folder);
  const first = await reader(files.value.train);
  if (!first.ok) return first;
  const digestOf = (file: string) => note.files.find(({path}) => path === file)?.sha256;
  const describe = (split: 'train' | 'test' | 'both', file: string, images: LabelledImages) =>
    describeSource(split, file, images, digestOf(file));

  let splits: {readonly train: LabelledImages; readonly test: LabelledImages};
  let sources: DatasetSummary['sources'];
  let testFile = files.value.train;
  if (files.value.test === undefined) {
    splits = carveTest(first.value, params.test_fraction, stream(params.seed, 'test-split').below);
    sources = [describe('both', files.value.train, first.value)];
  } else {
    testFile = files.value.test;
    const second = await reader(testFile);
    if (!second.ok) return second;
    splits = {train: first.value, test: second.value};
    sources = [describe('train', files.value.train, first.value), describe('test', testFile, second.value)];
  }

  const named = [note.dataset ?? '', files.value.train];
  const dataset = combineSplits(
    {name: files.value.train, images: splits.train},
    {name: testFile, images: splits.test},
    namingOf(params.names, splits.train.labels, named),
    note.sample,
  );
  if (!dataset.ok) return dataFailure(dataset);
  const test =
    files.value.test === undefined ? {fraction: params.test_fraction, seed: params.seed} : ('given' as const);
  return ok({
    dataset: dataset.value,
    summary: summarise(dataset.value, {dataset: note.dataset, sources, test}),
  });
};

/** Reads one file after the other, telling the rows of all. */
const csvReader = ({params, report, signal}: StageWork<PreprocessParams>, folder: string) => {
  let before = 0;
  return async (file: string): Promise<Result<LabelledImages>> => {
    try {
      const read = await readCsvImages(join(folder, file), {
        name: file,
        labelColumn: params.label_column,
        height: params.height,
        width: params.width,
        white: params.white,
        signal,
        onRows: (rows) => report({type: 'progress', done: before + rows, unit: 'rows', detail: file}),
      });
      if (!read.ok) return dataFailure(read);
      before += read.value.count;
      return read;
    } catch (error) {
      if (!signal.aborted) throw error;
      return fail({code: 'cancelled', blame: 'cancelled', what: 'Reading was cancelled.'});
    }
  };
};

const namingOf = (
  asked: PreprocessParams['names'],
  labels: readonly string[],
  named: readonly string[],
): Naming => {
  if (asked !== 'auto') return asked;
  return canBeLetters(labels) && named.some((name) => /sign/i.test(name)) ? 'letters' : 'labels';
};
