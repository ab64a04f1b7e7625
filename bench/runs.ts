/**
 * Writes a workspace with so many recorded runs, the same for the same seed, through the recorder's own tables:
 *
 *     npm run bench:runs -- DIR 10000
 */
import {writeFile, mkdir} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import type {Event} from '../src/runner/events.ts';
import {ownMark} from '../src/runner/process-mark.ts';
import {openTracking, type Tracking} from '../src/tracking/open-tracking.ts';
import {writeEvent} from '../src/tracking/write-event.ts';
import {metricWriters} from '../src/tracking/write-metrics.ts';

const epochs = 20;
const models = ['mlp', 'cnn', 'resnet'] as const;

const [folder, amount = '10000', seed = '1'] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: npm run bench:runs -- DIR [RUNS] [SEED]');
const began = performance.now();
await mkdir(resolve(folder), {recursive: true});
await writeFile(
  join(folder, 'pipeline.yaml'),
  `name: many-runs
metrics: {val_acc: max, val_loss: min}
stages:
  download: {uses: download, with: {source: sample}}
  preprocess: {uses: preprocess, needs: {raw: download}}
  train: {uses: train, needs: {dataset: preprocess}, with: {model: cnn, epochs: 20}}
`,
);
const opened = openTracking(join(folder, 'experiments', 'runs.db'));
if (!opened.ok) throw new Error(opened.failure.what);
const tracking = opened.value;
const runs = Number(amount);
for (let from = 0; from < runs; from += batch()) writeRuns(tracking, from, Math.min(runs, from + batch()));
tracking.close();
const seconds = (performance.now() - began) / 1000;
console.log(
  `${runs} runs × ${epochs} epochs × 4 metrics in ${seconds.toFixed(1)} s: ` +
    `${Math.round((runs * epochs * 4) / seconds).toLocaleString('en-US')} points/s`,
);

function batch(): number {
  return 200;
}

function writeRuns(into: Tracking, from: number, to: number): void {
  const written = into.write(() => {
    const metrics = metricWriters(into)();
    const writing = {tracking: into, metrics, pipeline: 'many-runs', process: ownMark()};
    for (let index = from; index < to; index++) {
      for (const event of eventsOf(index)) writeEvent(event, writing);
    }
    metrics.flush();
  });
  if (!written.ok) throw new Error(written.failure.what);
}

/** Runs a minute apart, the last of them at noon of a fixed day. */
function eventsOf(index: number): readonly Event[] {
  const draw = numbersFrom(Number(seed) * 1_000_003 + index);
  const at = Date.UTC(2026, 10, 24, 12) - (runs - index) * 60_000;
  const run = `261124-${index.toString(36).padStart(4, '0')}`;
  const model = models[Math.floor(draw() * models.length)] ?? 'cnn';
  const learningRate = Number((10 ** (-4 + 2 * draw())).toPrecision(3));
  const [batchSize = 128] = [64, 128, 256, 512].slice(Math.floor(draw() * 4));
  const dropout = Math.round(draw() * 10) / 20;
  const limit = 0.8 + 0.15 * draw() + (model === 'mlp' ? 0 : 0.04);
  const fails = draw() < 0.02;
  const of = (stage: string) => ({at, run, stage});
  const key = (stage: string) => `${stage}-${run}`.padEnd(64, '0');
  const done = (stage: string, how: 'ran' | 'cached'): Event => ({
    type: 'stage-done',
    ...of(stage),
    how,
    key: key(stage),
    digest: key(stage),
    seconds: how === 'ran' ? 20 * draw() + 1 : 0.002,
    reason: how === 'ran' ? 'nothing cached yet' : 'same params, code and inputs as before',
    folder: `/artifacts/${key(stage)}`,
  });
  const fact = (stage: string, name: string, value: string | number): Event => ({
    type: 'stage-reported',
    ...of(stage),
    report: {type: 'fact', name, value},
  });
  return [
    {
      type: 'run-started',
      at,
      run,
      experiment: `${model}-${index % 7 === 0 ? 'augmented' : 'plain'}`,
      params: {
        'download.source': 'sample',
        'preprocess.test_fraction': 0.2,
        'preprocess.seed': 1,
        'train.model': model,
        'train.epochs': epochs,
        'train.batch_size': batchSize,
        'train.learning_rate': learningRate,
        'train.dropout': dropout,
        'train.optimiser': draw() < 0.5 ? 'adam' : 'sgd',
        'train.seed': (index % 5) + 1,
        'train.threads': 'auto',
      },
      stages: [
        {name: 'download', uses: 'download', needs: []},
        {name: 'preprocess', uses: 'preprocess', needs: ['download']},
        {name: 'train', uses: 'train', needs: ['preprocess']},
      ],
      environment: {os: 'linux', node: '20.20.2', cores: 2},
    },
    fact('download', 'source', 'sample'),
    fact('download', 'dataset', 'sample'),
    fact('download', 'digest', index % 50 === 0 ? 'b'.repeat(64) : 'a'.repeat(64)),
    done('download', 'cached'),
    fact('preprocess', 'train_rows', 27_455),
    fact('preprocess', 'test_rows', 7_172),
    done('preprocess', 'cached'),
    ...Array.from({length: epochs}, (_, epoch): Event => {
      const learnt = 1 - Math.exp(-(epoch + 1) / (3 + 4 * (1 - limit)));
      const noise = (draw() - 0.5) * 0.02;
      return {
        type: 'stage-reported',
        ...of('train'),
        report: {
          type: 'metrics',
          step: epoch + 1,
          values: {
            loss: 3.2 * (1 - learnt) + 0.02 - noise,
            acc: Math.min(1, learnt + noise),
            val_loss: 3.2 * (1 - learnt * limit) + noise,
            val_acc: Math.min(1, limit * learnt + noise),
          },
        },
      };
    }),
    done('train', 'ran'),
    {type: 'run-done', at, run, status: fails ? 'failed' : 'done', seconds: 20 + 40 * draw()},
  ];
}

/** Mulberry32: numbers in [0, 1), the same for the same seed. */
function numbersFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
