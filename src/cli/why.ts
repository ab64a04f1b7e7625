import {engineInfo} from '../ml/engine-info.ts';
import {acceptedWords} from '../runner/accepted.ts';
import {viewStore, type StoreView} from '../runner/artifact-store.ts';
import {readCodeDigests} from '../runner/code-digests.ts';
import {fail, ok, type Failure, type Result} from '../runner/failure.ts';
import {foretell, type Prospect} from '../runner/foretell.ts';
import {stagesNamed} from '../runner/matrix/cell-name.ts';
import {namedStageUnknown} from '../runner/why-failures.ts';
import {compareThen, type Comparison} from '../runner/why.ts';
import {standing} from '../tracking/acceptances.ts';
import {openTracking, type Tracking} from '../tracking/open-tracking.ts';
import {runDetail} from '../tracking/run-detail.ts';
import {runOfKey} from '../tracking/run-of-key.ts';
import {whyJson, whyText, type Why} from '../ui/why-text.ts';
import {beside} from './beside.ts';
import {present} from './load-pipeline-file.ts';
import {planRuns} from './plan-runs.ts';
import type {WhyOptions} from './options/pipeline.ts';
import {print, refuse} from './say.ts';
import {workspaceOf} from './workspace.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** `epochal why <stage>`: why it would run or not, or with `--run` why it did. Touches nothing. */
export async function whyVerb(stage: string, options: WhyOptions, env: Env): Promise<number> {
  const {record, artifacts} = workspaceOf(options.file);
  const store = viewStore(artifacts, present());
  const opened = openTracking(record, {create: false});
  const tracking = opened.ok ? opened.value : undefined;
  try {
    if (options.run !== undefined && !opened.ok) return refuse([opened.failure]);
    const answered =
      options.run !== undefined && tracking !== undefined
        ? await whyThen(stage, {run: options.run, tracking, store})
        : await whyNow(stage, {options, env, tracking, store});
    if (!answered.ok) return refuse(answered.failure);
    await print(options.json === true ? whyJson(answered.value) : whyText(answered.value));
    return 0;
  } finally {
    tracking?.close();
  }
}

interface Now {
  readonly options: WhyOptions;
  readonly env: Env;
  readonly tracking: Tracking | undefined;
  readonly store: StoreView;
}

/** For every run that is asked for, what would become of the stage. */
async function whyNow(
  asked: string,
  {options, env, tracking, store}: Now,
): Promise<Result<readonly Why[], readonly Failure[]>> {
  const planned = await planRuns(options.file, options);
  if (!planned.ok) return planned;
  const known = planned.value[0]?.pipeline.stages ?? [];
  const names = known.map(({name}) => name);
  // Of a stage with a matrix every cell.
  const wanted = stagesNamed(asked, names);
  const definition = known.find(({name}) => name === wanted[0])?.definition.name;
  if (definition === undefined) return fail([namedStageUnknown(asked, 'this pipeline', names)]);
  const code = await readCodeDigests(beside('code-digests.json'));
  if (!code.ok) return fail([code.failure]);
  const surroundings = {code: code.value, engine: () => engineInfo({env}), execution: 'to come'};
  const runs = await foretell({
    runs: planned.value,
    store,
    surroundings,
    env,
    accepted: tracking === undefined ? [] : standing(tracking),
  });
  const answers: Why[] = [];
  const looked = runs.flatMap(({experiment, stages}) =>
    stages
      .filter(({name}) => wanted.includes(name))
      .map(({name, ...found}) => ({experiment, stage: name, ...found})),
  );
  for (const {experiment, stage, prospect, comparison} of looked) {
    const told = {of: experiment, stage, does: does(prospect), reason: reasonOf(prospect)};
    if (prospect.will === 'cached') {
      const then = (await compareThen(prospect.key, definition, store))?.comparison;
      const madeBy = runWith(prospect.key, tracking);
      const gone = then === undefined && !prospect.reason.startsWith(acceptedWords);
      const known = {...told, ...(gone && {reason: 'nothing was cached yet'})};
      answers.push({...known, key: prospect.key, ...besides(then, tracking), madeBy, past: false});
      continue;
    }
    const key = 'key' in prospect ? (prospect.key ?? null) : null;
    answers.push({...told, key, ...besides(comparison, tracking), madeBy: null, past: false});
  }
  return ok(answers);
}

interface Then {
  readonly run: string;
  readonly tracking: Tracking;
  readonly store: StoreView;
}

/** What became of the stage in a run on record. */
async function whyThen(
  asked: string,
  {run: name, tracking, store}: Then,
): Promise<Result<readonly Why[], readonly Failure[]>> {
  const run = runDetail(tracking, name);
  if (!run.ok) return fail([run.failure]);
  const {id, stages} = run.value;
  const names = stages.map((each) => each.name);
  const wanted = stagesNamed(asked, names);
  if (wanted.length === 0) return fail([namedStageUnknown(asked, `run ${id}`, names)]);
  const answers: Why[] = [];
  for (const found of stages.filter((each) => wanted.includes(each.name))) {
    const {name: stage, key, how, uses} = found;
    const then = key === null ? undefined : await compareThen(key, uses, store);
    const maker = key === null ? null : runWith(key, tracking);
    answers.push({
      of: `run ${id}`,
      stage,
      does: how === 'cached' ? 'was cached' : how === 'shared' ? 'was shared' : how,
      key,
      reason: found.reason ?? found.failure?.what ?? 'no reason is on record',
      ...besides(then?.comparison, tracking),
      madeBy: how === 'cached' ? maker : null,
      past: true,
    });
  }
  return ok(answers);
}

const besides = (comparison: Comparison | undefined, tracking: Tracking | undefined) => ({
  comparison: comparison ?? null,
  equalTo: comparison === undefined ? null : runWith(comparison.earlier.key, tracking),
});

/** The run that made it; null where none is on record. */
function runWith(key: string, tracking: Tracking | undefined): string | null {
  const found = tracking === undefined ? undefined : runOfKey(tracking, key);
  return (found?.ok === true ? found.value : undefined) ?? null;
}

function does({will}: Prospect): string {
  switch (will) {
    case 'cached':
      return 'is cached';
    case 'depends':
      return 'depends on what runs before it';
    case 'run':
    case 'fail':
      return `would ${will}`;
    case 'shared':
    case 'skipped':
      return `would be ${will}`;
    default:
      return will satisfies never;
  }
}

function reasonOf(prospect: Prospect): string {
  if (prospect.will === 'fail') return prospect.failure.what;
  if (prospect.will !== 'depends') return prospect.reason;
  const {reason, ifEqual} = prospect;
  return ifEqual === undefined
    ? reason
    : `${reason}; it ${ifEqual.will === 'cached' ? 'is cached' : 'runs'} if that comes out as before`;
}
