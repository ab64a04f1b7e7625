/**
 * The record beside MLflow's SQLite store: listing all runs beside `search_runs`, and writing points beside `log_batch`.
 * MLFLOW_PYTHON: a Python that has MLflow; without it no ratio.
 *
 *     npm run bench:record -- [RUNS]
 */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {listRuns} from '../src/tracking/list-runs.ts';
import {openTracking, type Tracking} from '../src/tracking/open-tracking.ts';
import {createRecorder} from '../src/tracking/recorder.ts';
import {metricWriters} from '../src/tracking/write-metrics.ts';
import {median} from './measure.ts';

const runs = Number(process.argv[2] ?? 1000);
const python = process.env['MLFLOW_PYTHON'];
const folder = await mkdtemp(join(tmpdir(), 'epochal-record-'));
const here = (file: string) => new URL(file, import.meta.url).pathname;
const values = {loss: 0.5, acc: 0.5, val_loss: 0.5, val_acc: 0.5};

try {
  await execa('npx', ['tsx', here('runs.ts'), folder, String(runs)], {cwd: here('..')});
  const file = join(folder, 'experiments', 'runs.db');
  const opened = openTracking(file);
  if (!opened.ok) throw new Error(opened.failure.what);
  const tracking = opened.value;
  const listed = median([1, 2, 3].map(() => seconds(() => listRuns(tracking))));
  const epoch = recordEpochs(tracking);
  const batch = recordBatch(tracking);
  tracking.close();
  const peer = python === undefined ? undefined : await mlflow(python, file);
  row(`list ${runs} runs, s`, listed, peer?.search_s);
  row('record an epoch of four metrics, ms', epoch, peer?.epoch_ms);
  row('ms a thousand points in batches', 1e6 / batch, peer && 1e6 / peer.batch_points_per_s);
} finally {
  await rm(folder, {recursive: true, force: true});
}

function row(what: string, ours: number, theirs: number | undefined): void {
  const more =
    theirs === undefined
      ? ''
      : `   MLflow ${theirs.toPrecision(3)}   ratio ${(theirs / ours).toPrecision(3)}`;
  console.log(`${what.padEnd(38)} ${ours.toPrecision(3)}${more}`);
}

function seconds(work: () => unknown): number {
  const began = performance.now();
  work();
  return (performance.now() - began) / 1000;
}

/** As the recorder does while a stage trains: a transaction an epoch. Milliseconds, median of 500. */
function recordEpochs(tracking: Tracking): number {
  const record = createRecorder(tracking);
  const run = 'epochs';
  const stages = [{name: 'train', uses: 'train', needs: []}];
  record({type: 'run-started', at: 0, run, experiment: run, params: {}, stages, environment: {}});
  record({type: 'stage-started', at: 0, run, stage: 'train', key: 'k', threads: 1, attempt: 1});
  return median(
    Array.from(
      {length: 500},
      (_, step) =>
        1000 *
        seconds(() =>
          record({
            type: 'stage-reported',
            at: 0,
            run,
            stage: 'train',
            report: {type: 'metrics', step, values},
          }),
        ),
    ),
  );
}

/** Fifty thousand epochs of four metrics in one transaction, as when a record is caught up with. Points a second. */
function recordBatch(tracking: Tracking): number {
  const epochs = 50_000;
  const found = tracking
    .prepare<[], {readonly number: number}>(`SELECT number FROM runs WHERE id = 'epochs'`)
    .get();
  if (found === undefined) throw new Error('the run of the epochs was not recorded');
  const took = seconds(() => {
    const written = tracking.write(() => {
      const metrics = metricWriters(tracking)();
      for (let step = 1000; step < 1000 + epochs; step++) metrics.add(found.number, 'train', step, values);
      metrics.flush();
    });
    if (!written.ok) throw new Error(written.failure.what);
  });
  return (4 * epochs) / took;
}

interface Told {
  readonly search_s: number;
  readonly epoch_ms: number;
  readonly batch_points_per_s: number;
}

async function mlflow(command: string, record: string): Promise<Told> {
  const {stdout} = await execa(command, [here('programs/mlflow_runs.py'), record, folder, String(runs)]);
  return JSON.parse(stdout) as Told;
}
