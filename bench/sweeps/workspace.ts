/** A workspace of its own for a bench, and `epochal` in it. */
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {execa} from 'execa';

/** EPOCHAL_CLI: another build than that of this clone. */
export const cli = process.env['EPOCHAL_CLI'] ?? new URL('../../dist/cli.js', import.meta.url).pathname;

export interface BenchWorkspace {
  readonly folder: string;
  /** What it says on standard output. */
  readonly epochal: (...args: readonly string[]) => Promise<string>;
  readonly remove: () => Promise<void>;
}

export async function benchWorkspace(files: Readonly<Record<string, string>>): Promise<BenchWorkspace> {
  const folder = await mkdtemp(join(tmpdir(), 'epochal-sweeps-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), {recursive: true});
    await writeFile(join(folder, path), text);
  }
  return {
    folder,
    epochal: async (...args) =>
      (await execa(process.execPath, [cli, ...args], {cwd: folder, maxBuffer: 2 ** 30, stderr: 'inherit'}))
        .stdout,
    remove: () => rm(folder, {recursive: true}),
  };
}

/** The study's stages on data in a folder; `train` and `augment` hold what stands under `with:`. */
export const studyPipeline = (data: string, train: string, augment = '{}'): string => `
name: bench
metrics: {val_acc: max, val_loss: min}
stages:
  download: {uses: download, with: {source: file, path: ${JSON.stringify(data)}}}
  preprocess: {uses: preprocess, needs: {raw: download}}
  augment: {uses: augment, needs: {dataset: preprocess}, with: ${augment}}
  train: {uses: train, needs: {dataset: augment}, with: ${train}}
`;

export interface Told {
  readonly trial: number;
  readonly params: Readonly<Record<string, unknown>>;
  readonly epochs: number;
  readonly value: number | null;
  readonly seconds: number;
  readonly run: string;
}

export interface Status {
  readonly epochs: number;
  readonly seconds: number;
  readonly trials: readonly Told[];
}

export const statusOf = async ({epochal}: BenchWorkspace, sweep: string): Promise<Status> =>
  JSON.parse(await epochal('sweep', 'status', sweep, '--json')) as Status;
