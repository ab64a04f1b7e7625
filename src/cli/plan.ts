import {availableParallelism} from 'node:os';
import {engineInfo} from '../ml/engine-info.ts';
import {viewStore, type StoreView} from '../runner/artifact-store.ts';
import {readCodeDigests, type CodeDigests} from '../runner/code-digests.ts';
import {foretell, type ForetoldRun} from '../runner/foretell.ts';
import type {PlannedRun} from '../runner/pipeline.ts';
import {stretchOf} from '../runner/prefix.ts';
import {signaturesOf} from '../runner/signatures.ts';
import {listTrials, type ListedTrial} from '../sweeps/list-trials.ts';
import {fitInto, priceOf, type PricedTrial} from '../sweeps/price.ts';
import {standingOf} from '../sweeps/standing.ts';
import type {Trial} from '../sweeps/trial.ts';
import {planTrial, type Ground} from '../sweeps/trial-plan.ts';
import {sweepPriceJson, sweepPriceText, type SweepPrice} from '../ui/sweep-price-text.ts';
import {beside} from './beside.ts';
import type {PlanOptions} from './options/sweeps.ts';
import {present} from './load-pipeline-file.ts';
import {print, refuse} from './say.ts';
import {estimator} from './stage-cost.ts';
import {readSweepGround} from './sweep-ground.ts';
import {sweepSoFar} from './sweep-so-far.ts';
import {widthOf} from './sweep-width.ts';
import {workspaceOf} from './workspace.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** `epochal plan`: what a sweep would cost, from what is in the store and what stages took before. It only reads. */
export async function planVerb(name: string, options: PlanOptions, env: Env): Promise<number> {
  const ground = await readSweepGround(name, options);
  if (!ground.ok) return refuse(ground.failure);
  const {sweep, pipeline} = ground.value;
  const code = await readCodeDigests(beside('code-digests.json'));
  if (!code.ok) return refuse([code.failure]);
  const {artifacts} = workspaceOf(pipeline.file);
  const store = viewStore(artifacts, present());
  const {lanes} = await widthOf({
    ...ground.value,
    store,
    cores: availableParallelism(),
    jobs: options.jobs,
  });
  const around = {store, code: code.value, env};
  const before = await sweepSoFar(ground.value, around);
  const begun = before?.history.decisions.filter((decision) => decision.kind === 'start') ?? [];
  const standing = before && standingOf(sweep, before.history);
  const over = new Set(standing?.trials.filter(isOver).map(({number}) => number));
  const listed = listTrials(ground.value, {begun, added: before?.added ?? 0});
  const rest = listed.trials.filter(({trial}) => !over.has(trial));
  const pricedRest = new Map(
    (await priceTrials(ground.value, rest, around)).map((each) => [each.trial, each]),
  );
  const priced = listed.trials.map(({trial}) => pricedRest.get(trial) ?? known(trial));
  const {seconds} = sweep.budget;
  const spent = (standing?.seconds ?? 0) / (before?.lanes ?? 1);
  const chosen =
    seconds === undefined ? priced : fitInto(Math.max(0, seconds - spent), {sweep, trials: priced, lanes});
  const price: SweepPrice = {
    sweep,
    price: priceOf(sweep, chosen, lanes),
    guessedFrom: listed.guessedFrom,
    isOpen: listed.isOpen && chosen.length === priced.length,
    ...(seconds === undefined ? {} : {budget: seconds}),
    spent,
    leftOut: listed.trials.slice(chosen.length),
  };
  await print(options.json === true ? sweepPriceJson(price) : sweepPriceText(price));
  return 0;
}

interface Around {
  readonly store: StoreView;
  readonly code: CodeDigests;
  readonly env: Env;
}

async function priceTrials(
  ground: Ground,
  trials: readonly ListedTrial[],
  {store, code, env}: Around,
): Promise<readonly PricedTrial[]> {
  const asked = trials.map(({trial, point, seed}) => ({
    trial,
    run: planTrial(ground, {point, ...(seed === undefined ? {} : {seed})}).run,
  }));
  const planned = asked.flatMap(({trial, run}) => (run.ok ? [{trial, run: run.value}] : []));
  const surroundings = {code, engine: () => engineInfo({env}), execution: 'to come'};
  const foretold = await foretell({runs: planned.map(({run}) => run), store, surroundings, env});
  const made = await madeLengths(planned, foretold, store);
  const priced = await Promise.all(
    foretold.map((each, index) =>
      priceTrial(planned[index], each, {store, lengths: made[index] ?? new Map()}),
    ),
  );
  const byTrial = new Map(priced.map((each) => [each.trial, each]));
  return asked.map(({trial}) => byTrial.get(trial) ?? refused(trial));
}

/** It does not go on, whatever is in the store. */
const isOver = ({status}: Trial): boolean => status === 'done' || status === 'failed' || status === 'stopped';

const known = (trial: number): PricedTrial => ({trial, will: 'known', epochs: 0, seconds: 0, bytes: 0});

/** It fails before it begins. */
const refused = (trial: number): PricedTrial => ({trial, will: 'refused', epochs: 0, seconds: 0, bytes: 0});

interface Planned {
  readonly trial: number;
  readonly run: PlannedRun;
}

type Foretold = ForetoldRun['stages'][number];

/** How far a stage need not go itself. */
interface Made {
  readonly length: number;
  /** The earlier trial that goes there, where none in the store does. */
  readonly by?: number;
}

/** Whether it would be done, by this trial. */
const willRun = ({prospect}: Foretold): boolean =>
  prospect.will === 'run' || (prospect.will === 'depends' && prospect.ifEqual?.will !== 'cached');

/**
 * For each run: stage → how far it need not go itself, since a shorter one of its kind is in the store or is made by another trial.
 * The shortest trains first, whatever the order of the trials.
 */
async function madeLengths(
  planned: readonly Planned[],
  foretold: readonly ForetoldRun[],
  store: StoreView,
): Promise<readonly ReadonlyMap<string, Made>[]> {
  const {kept} = estimator(store);
  /** Length → the first trial that goes so far. */
  const bySeries = new Map<string, Map<number, number>>();
  const series: (readonly {
    readonly trial: number;
    readonly name: string;
    readonly key: string;
    readonly length: number;
    readonly stored: number;
  }[])[] = [];
  for (const [index, {stages}] of foretold.entries()) {
    const {run, trial} = planned[index] ?? {};
    if (run === undefined || trial === undefined) continue;
    const signatures = signaturesOf(run.pipeline);
    const own = await Promise.all(
      run.pipeline.stages.map(async (stage) => {
        const told = stages.find(({name}) => name === stage.name);
        const {holds, length} = stretchOf(stage.definition, stage.params);
        const key = signatures.get(stage.name)?.series;
        if (told?.likely === undefined || !willRun(told) || holds !== true || key === undefined) return [];
        const stored = await kept({stage, fingerprint: told.likely});
        return [{trial, name: stage.name, key, length, stored}];
      }),
    );
    series.push(own.flat());
    for (const {key, length} of own.flat()) {
      const lengths = bySeries.get(key) ?? new Map<number, number>();
      if (!lengths.has(length)) lengths.set(length, trial);
      bySeries.set(key, lengths);
    }
  }
  return series.map(
    (stages) =>
      new Map(
        stages.map(({trial, name, key, length, stored}) => {
          const lengths = bySeries.get(key) ?? new Map<number, number>();
          const shorter = Math.max(0, ...[...lengths.keys()].filter((each) => each < length));
          const by = shorter > stored ? lengths.get(shorter) : undefined;
          const waits = by !== undefined && by < trial;
          return [name, {length: Math.max(stored, shorter), ...(waits ? {by} : {})}] as const;
        }),
      ),
  );
}

async function priceTrial(
  planned: Planned | undefined,
  {stages}: ForetoldRun,
  {store, lengths}: {readonly store: StoreView; readonly lengths: ReadonlyMap<string, Made>},
): Promise<PricedTrial> {
  const {costOf} = estimator(store);
  let [seconds, bytes]: [number | undefined, number | undefined] = [0, 0];
  let epochs = 0;
  let after: number | undefined;
  let trains = false;
  for (const told of stages.filter(willRun)) {
    const stage = planned?.run.pipeline.stages.find(({name}) => name === told.name);
    if (stage === undefined || told.likely === undefined) continue;
    const {length: from = 0, by} = lengths.get(told.name) ?? {};
    if (by !== undefined) after = by;
    const {params} = stage;
    if (typeof params['epochs'] === 'number') epochs += params['epochs'] - from;
    if (stage.definition.lane === 'training' || stages.length === 1) trains = true;
    const cost = await costOf({stage, fingerprint: told.likely, from});
    seconds = cost === undefined || seconds === undefined ? undefined : seconds + cost.seconds;
    bytes = cost === undefined || bytes === undefined ? undefined : bytes + cost.bytes;
  }
  const hasTraining = planned?.run.pipeline.stages.some(({definition}) => definition.lane === 'training');
  const works = trains || (hasTraining !== true && stages.some(willRun));
  return {
    trial: planned?.trial ?? 0,
    will: works ? 'train' : 'known',
    epochs,
    seconds,
    bytes,
    ...(after === undefined ? {} : {after}),
  };
}
