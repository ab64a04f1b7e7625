import {availableParallelism} from 'node:os';
import {engineInfo} from '../ml/engine-info.ts';
import {viewStore, type StoreView} from '../runner/artifact-store.ts';
import {readCodeDigests, type CodeDigests} from '../runner/code-digests.ts';
import {foretell, type ForetoldRun} from '../runner/foretell.ts';
import type {PlannedRun} from '../runner/pipeline.ts';
import {stretchOf} from '../runner/prefix.ts';
import {signaturesOf} from '../runner/signatures.ts';
import {listTrials, type ListedTrials} from '../sweeps/list-trials.ts';
import {fitInto, priceOf, type PricedTrial} from '../sweeps/price.ts';
import {planTrial, type Ground} from '../sweeps/trial-plan.ts';
import {sweepPriceJson, sweepPriceText, type SweepPrice} from '../ui/sweep-price-text.ts';
import type {PlanOptions} from './options/sweeps.ts';
import {present} from './load-pipeline-file.ts';
import {print, refuse} from './say.ts';
import {estimator} from './stage-cost.ts';
import {readSweepGround} from './sweep-ground.ts';
import {widthOf} from './sweep-width.ts';
import {workspaceOf} from './workspace.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** `epochal plan`: what a sweep would cost, from what is in the store and what stages took before. It only reads. */
export async function planVerb(name: string, options: PlanOptions, env: Env): Promise<number> {
  const ground = await readSweepGround(name, options);
  if (!ground.ok) return refuse(ground.failure);
  const {sweep, pipeline} = ground.value;
  const code = await readCodeDigests(new URL('./code-digests.json', import.meta.url).pathname);
  if (!code.ok) return refuse([code.failure]);
  const {artifacts} = workspaceOf(pipeline.file);
  const store = viewStore(artifacts, present());
  const {lanes} = await widthOf({
    ...ground.value,
    store,
    cores: availableParallelism(),
    jobs: options.jobs,
  });
  const listed = listTrials(ground.value);
  const priced = await priceTrials(ground.value, listed, {store, code: code.value, env});
  const {seconds} = sweep.budget;
  const chosen = seconds === undefined ? priced : fitInto(seconds, {sweep, trials: priced, lanes});
  const price: SweepPrice = {
    sweep,
    price: priceOf(sweep, chosen, lanes),
    guessedFrom: listed.guessedFrom,
    isOpen: listed.isOpen && chosen.length === priced.length,
    ...(seconds === undefined ? {} : {budget: seconds}),
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
  {trials}: ListedTrials,
  {store, code, env}: Around,
): Promise<readonly PricedTrial[]> {
  const planned = trials.flatMap(({trial, point, seed}) => {
    const {run} = planTrial(ground, {point, ...(seed === undefined ? {} : {seed})});
    // Params that do not go together fail before they begin: they cost nothing.
    return run.ok ? [{trial, run: run.value}] : [];
  });
  const surroundings = {code, engine: () => engineInfo({env}), execution: 'to come'};
  const foretold = await foretell({runs: planned.map(({run}) => run), store, surroundings, env});
  const made = await madeLengths(planned, foretold, store);
  return Promise.all(
    foretold.map((each, index) =>
      priceTrial(planned[index], each, {store, lengths: made[index] ?? new Map()}),
    ),
  );
}

interface Planned {
  readonly trial: number;
  readonly run: PlannedRun;
}

type Foretold = ForetoldRun['stages'][number];

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
): Promise<readonly ReadonlyMap<string, number>[]> {
  const {kept} = estimator(store);
  const bySeries = new Map<string, Set<number>>();
  const series: (readonly {
    readonly name: string;
    readonly key: string;
    readonly length: number;
    readonly stored: number;
  }[])[] = [];
  for (const [index, {stages}] of foretold.entries()) {
    const run = planned[index]?.run;
    if (run === undefined) continue;
    const signatures = signaturesOf(run.pipeline);
    const own = await Promise.all(
      run.pipeline.stages.map(async (stage) => {
        const told = stages.find(({name}) => name === stage.name);
        const {holds, length} = stretchOf(stage.definition, stage.params);
        const key = signatures.get(stage.name)?.series;
        if (told?.likely === undefined || !willRun(told) || holds !== true || key === undefined) return [];
        const stored = await kept({stage, fingerprint: told.likely});
        return [{name: stage.name, key, length, stored}];
      }),
    );
    series.push(own.flat());
    for (const {key, length} of own.flat()) bySeries.set(key, (bySeries.get(key) ?? new Set()).add(length));
  }
  return series.map(
    (stages) =>
      new Map(
        stages.map(({name, key, length, stored}) => {
          const shorter = [...(bySeries.get(key) ?? [])].filter((each) => each < length);
          return [name, Math.max(stored, 0, ...shorter)] as const;
        }),
      ),
  );
}

async function priceTrial(
  planned: Planned | undefined,
  {stages}: ForetoldRun,
  {store, lengths}: {readonly store: StoreView; readonly lengths: ReadonlyMap<string, number>},
): Promise<PricedTrial> {
  const {costOf} = estimator(store);
  let [seconds, bytes]: [number | undefined, number | undefined] = [0, 0];
  let epochs = 0;
  let trains = false;
  for (const told of stages.filter(willRun)) {
    const stage = planned?.run.pipeline.stages.find(({name}) => name === told.name);
    if (stage === undefined || told.likely === undefined) continue;
    const from = lengths.get(told.name) ?? 0;
    const {params} = stage;
    if (typeof params['epochs'] === 'number') epochs += params['epochs'] - from;
    if (stage.definition.lane === 'training' || stages.length === 1) trains = true;
    const cost = await costOf({stage, fingerprint: told.likely, from});
    seconds = cost === undefined || seconds === undefined ? undefined : seconds + cost.seconds;
    bytes = cost === undefined || bytes === undefined ? undefined : bytes + cost.bytes;
  }
  const hasTraining = planned?.run.pipeline.stages.some(({definition}) => definition.lane === 'training');
  const works = trains || (hasTraining !== true && stages.some(willRun));
  return {trial: planned?.trial ?? 0, will: works ? 'train' : 'known', epochs, seconds, bytes};
}
