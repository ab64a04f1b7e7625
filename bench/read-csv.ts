/**
 * How long reading an image CSV takes, each time in a process of its own, beside pandas.read_csv on the same file. Both
 * are given from call to return: neither Node's nor Python's start counts, nor the import of pandas.
 *
 *     npx tsx bench/read-csv.ts [FILE] [ROUNDS]
 *
 * Without FILE: sign_mnist_train.csv(.gz) in EPOCHAL_DATA, else a sample of 8,000 rows drawn for the purpose.
 * PANDAS_PYTHON: a Python with pandas; `python3` unless given.
 */
import {existsSync} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {build} from 'esbuild';
import {execa} from 'execa';
import {writeSample} from '../src/ml/data/sample.ts';
import {interleave, print, type Contender} from './measure.ts';

const root = new URL('..', import.meta.url).pathname;
const [file, rounds = '7'] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'epochal-read-csv-'));

const findFile = async (): Promise<string> => {
  const data = process.env['EPOCHAL_DATA'] ?? '';
  const found = ['sign_mnist_train.csv', 'sign_mnist_train.csv.gz']
    .map((name) => join(data, name))
    .find((path) => data !== '' && existsSync(path));
  if (found !== undefined) return found;
  await writeSample(folder, {seed: 1, trainRows: 8_000, testRows: 0});
  return join(folder, 'sign_mnist_train.csv');
};

const ourProgram = `
import {readCsvImages} from './src/ml/data/csv-images.ts';
const started = performance.now();
const read = await readCsvImages(process.argv[2]);
if (!read.ok) throw new Error(read.faults[0].what);
console.log((performance.now() - started) / 1000);
`;

const pandasProgram = `
import sys, time, pandas
started = time.perf_counter()
pandas.read_csv(sys.argv[1])
print(time.perf_counter() - started)
`;

const secondsOf = async (command: string, parameters: readonly string[]): Promise<number> =>
  Number((await execa(command, parameters)).stdout);

try {
  const path = file ?? (await findFile());
  const program = join(folder, 'read.mjs');
  await build({
    stdin: {contents: ourProgram, resolveDir: root, loader: 'ts'},
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
  });
  const script = join(folder, 'read.py');
  await writeFile(script, pandasProgram);
  const python = process.env['PANDAS_PYTHON'] ?? 'python3';
  const hasPandas = !(await execa(python, ['-c', 'import pandas'], {reject: false})).failed;
  const ours: Contender = {name: 'epochal', measure: () => secondsOf(process.execPath, [program, path])};
  const pandas: Contender = {name: 'pandas.read_csv', measure: () => secondsOf(python, [script, path])};
  print(`Reading ${path}`, 's', await interleave(ours, hasPandas ? pandas : undefined, Number(rounds)));
} finally {
  await rm(folder, {recursive: true});
}
