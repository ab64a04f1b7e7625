import {createHash} from 'node:crypto';
import type {Event} from '../../src/runner/events.ts';
import type {ParamValue} from '../../src/runner/param-value.ts';
import type {StageReport} from '../../src/runner/stage-definition.ts';

/**
 * The events of the study, as an execution emits them: three runs side by side, of which the later ones share what the first does.
 * Made from formulas, so that any view and the record can be tested on equal events without running anything.
 */

export const studyMetrics = {val_acc: 'max', val_loss: 'min', test_acc: 'max', acc: 'max'} as const;

interface Experiment {
  readonly name: string;
  readonly id: string;
  readonly model: 'mlp' | 'cnn';
  readonly rotation: number;
  readonly seed?: number;
  /** What the accuracies tend to. */
  readonly trainLimit: number;
  readonly testLimit: number;
  readonly imagesPerSecond: number;
  readonly parameters: number;
}

const augmented: Experiment = {
  name: 'cnn-augmented',
  id: '261124-g9k4',
  model: 'cnn',
  rotation: 10,
  trainLimit: 0.985,
  testLimit: 0.994,
  imagesPerSecond: 4_655,
  parameters: 205_112,
};

const experiments: readonly Experiment[] = [
  {
    name: 'mlp',
    id: '261124-g9k2',
    model: 'mlp',
    rotation: 0,
    trainLimit: 0.99,
    testLimit: 0.81,
    imagesPerSecond: 41_250,
    parameters: 243_800,
  },
  {
    name: 'cnn',
    id: '261124-g9k3',
    model: 'cnn',
    rotation: 0,
    trainLimit: 1,
    testLimit: 0.952,
    imagesPerSecond: 4_812,
    parameters: 205_112,
  },
  augmented,
];

/** The last of them from other random numbers. */
const reseeded: Experiment = {...augmented, id: '261124-g9k5', seed: 2, testLimit: 0.991};

export const start = Date.UTC(2026, 10, 24, 9, 30);
const images = 27_455;

export interface StudyOptions {
  readonly epochs?: number;
  /** Only these experiments. */
  readonly only?: readonly string[];
  /** This experiment's training ends with a loss that is no number. */
  readonly failing?: string;
  /** The last experiment is there twice, with two seeds. */
  readonly twoSeeds?: boolean;
}

export function recordedStudy({
  epochs = 20,
  only,
  failing,
  twoSeeds = false,
}: StudyOptions = {}): readonly Event[] {
  const all = twoSeeds ? [...experiments, reseeded] : experiments;
  const chosen = all.filter(({name}) => only === undefined || only.includes(name));
  const events: Event[] = [
    {
      type: 'execution-started',
      at: start,
      pipeline: 'sign-language-mnist',
      workspace: '/home/study',
      runs: chosen.length,
    },
  ];
  const ends = chosen.map((experiment, index) => {
    const run = record(experiment, {
      epochs,
      first: index === 0,
      fails: experiment.name === failing,
      owner: chosen[0]?.id ?? '',
    });
    events.push(...run);
    return run.at(-1)?.at ?? start;
  });
  const end = Math.max(...ends);
  const status = chosen.some(({name}) => name === failing) ? 'failed' : 'done';
  // A stable sort: what happens at one moment keeps its order.
  return [
    ...events.sort((a, b) => a.at - b.at),
    {type: 'execution-done', at: end, status, seconds: (end - start) / 1000},
  ];
}

/** The study a second time: everything is in the store. */
export function recordedRepeat({epochs = 20}: StudyOptions = {}): readonly Event[] {
  const again = start + 3_600_000;
  const runs = experiments.flatMap((experiment): Event[] => {
    const run = `${experiment.id.slice(0, -2)}z${experiment.id.slice(-1)}`;
    return record(experiment, {epochs, first: true, fails: false, owner: ''}).flatMap(
      (event, index): Event[] => {
        const at = again + index;
        // Of all that happened the first time, only this happens again.
        // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
        switch (event.type) {
          case 'run-started':
            return [{...event, at, run}];
          case 'stage-reported':
            return event.report.type === 'metrics' || event.report.type === 'fact'
              ? [{...event, at, run}]
              : [];
          case 'stage-done':
            return [
              {
                ...event,
                at,
                run,
                how: 'cached',
                seconds: 0.002,
                reason: 'same params, code and inputs as before',
              },
            ];
          case 'run-done':
            return [{...event, at, run, seconds: 0.04, equals: experiment.id}];
          default:
            return [];
        }
      },
    );
  });
  return [
    {
      type: 'execution-started',
      at: again,
      pipeline: 'sign-language-mnist',
      workspace: '/home/study',
      runs: 3,
    },
    ...runs.sort((a, b) => a.at - b.at),
    {type: 'execution-done', at: again + 120, status: 'done', seconds: 0.12},
  ];
}

interface Recording {
  readonly epochs: number;
  /** It does the work that others share. */
  readonly first: boolean;
  readonly fails: boolean;
  readonly owner: string;
}

function record(experiment: Experiment, {epochs, first, fails, owner}: Recording): readonly Event[] {
  const {name, id, rotation, seed = 1, imagesPerSecond, parameters} = experiment;
  const own = seed === 1 ? name : `${name} ${seed}`;
  const events: Event[] = [];
  let at = start + 5;
  const of = (stage: string) => ({at, run: id, stage});
  const report = (stage: string, said: StageReport) =>
    events.push({type: 'stage-reported', ...of(stage), report: said});

  events.push({
    type: 'run-started',
    at,
    run: id,
    experiment: name,
    params: paramsOf(experiment, epochs),
    stages: studyStages,
    environment: {
      os: 'linux',
      cpu: 'Xeon, 2 cores',
      node: '20.20.2',
      engine: 'tensorflow 2.15.1',
      commit: '3c3c44d',
      dirty: false,
    },
  });

  const stage = (
    stageName: string,
    {
      seconds,
      shares,
      during,
    }: {readonly seconds: number; readonly shares: boolean; readonly during: () => void},
  ) => {
    const key = digest(`key ${stageName} ${shares ? '' : own}`);
    const reason = shares && !first ? `run ${owner} does the same work` : 'nothing cached yet';
    const began = at;
    events.push({type: 'stage-waiting', ...of(stageName), key, reason});
    if (!shares || first)
      events.push({
        type: 'stage-started',
        ...of(stageName),
        key,
        threads: stageName === 'train' ? 1 : 2,
        attempt: 1,
      });
    during();
    at = Math.max(at, began + seconds * 1000);
    events.push({
      type: 'stage-done',
      ...of(stageName),
      how: shares && !first ? 'shared' : 'ran',
      key,
      digest: digest(`content ${stageName} ${shares ? '' : own}`),
      seconds: (at - began) / 1000,
      reason,
      folder: `/home/study/artifacts/${key.slice(0, 2)}/${key}/files`,
    });
  };

  stage('download', {
    seconds: 1.2,
    shares: true,
    during: () => {
      if (first)
        report('download', {
          type: 'log',
          level: 'info',
          text: 'no Kaggle credentials found: taking the built-in sample',
        });
      report('download', {type: 'fact', name: 'source', value: 'sample'});
      report('download', {type: 'fact', name: 'dataset', value: 'sample'});
      report('download', {type: 'fact', name: 'digest', value: digest('data')});
    },
  });
  stage('preprocess', {
    seconds: 0.9,
    shares: true,
    during: () => {
      at += 400;
      if (first)
        report('preprocess', {
          type: 'progress',
          done: 12_000,
          total: 34_627,
          unit: 'rows',
          detail: 'sign_mnist_train.csv',
        });
      report('preprocess', {type: 'fact', name: 'train_rows', value: images});
      report('preprocess', {type: 'fact', name: 'test_rows', value: 7_172});
      report('preprocess', {type: 'fact', name: 'classes', value: 24});
    },
  });
  stage('augment', {seconds: 0.3, shares: rotation === 0, during: () => undefined});

  const trainBegan = at;
  const key = digest(`key train ${own}`);
  events.push({type: 'stage-waiting', ...of('train'), key, reason: 'nothing cached yet'});
  events.push({type: 'stage-started', ...of('train'), key, threads: 1, attempt: 1});
  at += 350;
  report('train', {type: 'fact', name: 'engine', value: 'tensorflow 2.15.1'});
  report('train', {type: 'fact', name: 'trainer', value: 'graph'});
  report('train', {type: 'fact', name: 'threads', value: 1});
  report('train', {type: 'fact', name: 'parameters', value: parameters});
  const failingEpoch = 3;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const epochSeconds = images / imagesPerSecond;
    at += Math.round(epochSeconds * 500);
    report('train', {
      type: 'progress',
      done: Math.round((epoch - 0.5) * images),
      total: epochs * images,
      unit: 'images',
      detail: `epoch ${epoch} of ${epochs}`,
    });
    at += Math.round(epochSeconds * 500);
    const values = epochOf(experiment, epoch);
    const loss = fails && epoch === failingEpoch ? NaN : values.loss;
    report('train', {
      type: 'metrics',
      step: epoch,
      values: {
        ...values,
        loss,
        epoch_seconds: round(epochSeconds),
        images_per_second: imagesPerSecond,
        learning_rate: 0.001,
      },
    });
    if (!Number.isFinite(loss)) {
      const failure = {
        code: 'loss-not-finite',
        blame: 'stage',
        what: `The loss is NaN at epoch ${epoch} with learning rate 0.001.`,
        todo: 'Take a smaller train.learning_rate.',
        facts: {epoch, learning_rate: 0.001},
      } as const;
      events.push({type: 'stage-failed', ...of('train'), failure, seconds: (at - trainBegan) / 1000});
      events.push({type: 'stage-skipped', ...of('evaluate'), because: 'train'});
      events.push({type: 'run-done', at, run: id, status: 'failed', seconds: (at - start - 5) / 1000});
      return events;
    }
  }
  events.push({
    type: 'stage-done',
    ...of('train'),
    how: 'ran',
    key,
    digest: digest(`content train ${own}`),
    seconds: (at - trainBegan) / 1000,
    reason: 'nothing cached yet',
    folder: `/home/study/artifacts/${key.slice(0, 2)}/${key}/files`,
  });
  stage('evaluate', {
    seconds: 0.7,
    shares: false,
    during: () => {
      at += 600;
      const {val_acc, val_loss} = epochOf(experiment, epochs);
      report('evaluate', {type: 'metrics', step: 0, values: {test_acc: val_acc, test_loss: val_loss}});
    },
  });
  events.push({type: 'run-done', at, run: id, status: 'done', seconds: (at - start - 5) / 1000});
  return events;
}

function epochOf({trainLimit, testLimit, model}: Experiment, epoch: number) {
  const learnt = 1 - Math.exp(-epoch / (model === 'mlp' ? 6 : 3));
  const wobble = Math.sin(epoch * 2.3) * 0.01 * (1 - learnt);
  return {
    loss: round(3.18 * (1 - learnt) + 0.02 + wobble),
    acc: round(0.04 + (trainLimit - 0.04) * learnt),
    val_loss: round(3.2 * (1 - learnt * testLimit) + 0.05 - wobble),
    val_acc: round(0.04 + (testLimit - 0.04) * learnt + wobble),
  };
}

const studyStages = [
  {name: 'download', uses: 'download', needs: []},
  {name: 'preprocess', uses: 'preprocess', needs: ['download']},
  {name: 'augment', uses: 'augment', needs: ['preprocess']},
  {name: 'train', uses: 'train', needs: ['augment']},
  {name: 'evaluate', uses: 'evaluate', needs: ['train', 'preprocess']},
];

const paramsOf = (
  {model, rotation, seed = 1}: Experiment,
  epochs: number,
): Readonly<Record<string, ParamValue>> => ({
  'download.source': 'auto',
  'download.dataset': 'datamunge/sign-language-mnist',
  'preprocess.test_fraction': 0.2,
  'preprocess.seed': 1,
  'augment.rotation': rotation,
  'augment.zoom': rotation / 100,
  'augment.mode': 'online',
  'train.model': model,
  'train.epochs': epochs,
  'train.batch_size': 256,
  'train.learning_rate': 0.001,
  'train.seed': seed,
  'train.threads': 'auto',
});

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const round = (value: number): number => Math.round(value * 10_000) / 10_000;
