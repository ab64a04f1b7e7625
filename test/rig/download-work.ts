import {mkdir, mkdtemp, readFile, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Result} from '../../src/runner/failure.ts';
import type {StageReport} from '../../src/runner/stage-definition.ts';
import {downloadWith} from '../../src/stages/download.ts';
import {downloadParams} from '../../src/stages/download/params.ts';

/** A workspace for one download, in a folder of its own. */
export interface DownloadPlace {
  readonly folder: string;
  readonly home: string;
  readonly workspace: string;
  readonly out: string;
  readonly scratch: string;
  readonly remove: () => Promise<void>;
}

export async function downloadPlace(): Promise<DownloadPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'epochal-download-'));
  const place = {
    folder,
    home: join(folder, 'home'),
    workspace: join(folder, 'workspace'),
    out: join(folder, 'out'),
    scratch: join(folder, 'scratch'),
  };
  await Promise.all([place.home, place.workspace, place.out, place.scratch].map((path) => mkdir(path)));
  return {...place, remove: () => rm(folder, {recursive: true, force: true})};
}

export interface Downloaded {
  readonly result: Result<void>;
  readonly reports: readonly StageReport[];
  /** Milliseconds of each wait that was asked for, none of which took time. */
  readonly waits: readonly number[];
}

/** Runs the stage as the runner would, but for the waiting between attempts. */
export async function runDownload(
  place: DownloadPlace,
  params: Readonly<Record<string, unknown>>,
  options: {
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly signal?: AbortSignal;
    readonly onReport?: (report: StageReport) => void;
  } = {},
): Promise<Downloaded> {
  const waits: number[] = [];
  const reports: StageReport[] = [];
  const definition = downloadWith({
    sleep: (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
    random: () => 0.5,
  });
  const result = await definition.run({
    params: downloadParams.parse(params),
    inputs: {},
    out: place.out,
    scratch: place.scratch,
    threads: 1,
    workspace: place.workspace,
    env: {HOME: place.home, ...options.env},
    signal: options.signal ?? new AbortController().signal,
    report: (report) => {
      reports.push(report);
      options.onReport?.(report);
    },
  });
  return {result, reports, waits};
}

/** Every file below a folder, by path, as text. */
export async function filesIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const texts = await Promise.all(files.map((file) => readFile(file, 'latin1')));
  return Object.fromEntries(files.map((file, index) => [file.slice(folder.length + 1), texts[index] ?? '']));
}
