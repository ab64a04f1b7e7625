import {engineInfo} from '../ml/engine-info.ts';
import {acceptedWords, asCodeChanges, type AcceptedChange} from '../runner/accepted.ts';
import {viewStore, type StoreView} from '../runner/artifact-store.ts';
import {causesOf} from '../runner/causes.ts';
import {readCodeDigests} from '../runner/code-digests.ts';
import {fail, ok, type Failure, type Result} from '../runner/failure.ts';
import {differences, type Fingerprint} from '../runner/fingerprint.ts';
import {foretell, type ForetoldRun} from '../runner/foretell.ts';
import {stagesNamed} from '../runner/matrix/cell-name.ts';
import {causesText} from '../runner/reasons.ts';
import {namedStageUnknown} from '../runner/why-failures.ts';
import {accept, acceptances, standing, undoAcceptance, type Acceptance} from '../tracking/acceptances.ts';
import {cannotAccept, nothingToUndo, stageNotNamed} from '../tracking/accept-failures.ts';
import {openTracking, type Tracking} from '../tracking/open-tracking.ts';
import {runOfKey} from '../tracking/run-of-key.ts';
import {acceptancesText, acceptedText, undoneText} from '../ui/accept-text.ts';
import {beside} from './beside.ts';
import {present} from './load-pipeline-file.ts';
import {planRuns} from './plan-runs.ts';
import type {AcceptOptions} from './options/pipeline.ts';
import {print, refuse} from './say.ts';
import {workspaceOf, type Workspace} from './workspace.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** `epochal accept <stages>`: a change of code is said to be cosmetic, so that the result of before stands. Without stages: what was accepted. */
export async function acceptVerb(
  stages: readonly string[],
  options: AcceptOptions,
  env: Env,
): Promise<number> {
  const workspace = workspaceOf(options.file);
  const tracking = openTracking(workspace.record, {create: false});
  if (!tracking.ok) return refuse([tracking.failure]);
  try {
    if (stages.length === 0)
      return asksForMore(options) ? refuse([stageNotNamed()]) : await list(tracking.value);
    if (options.undo === true) return await undo(stages, tracking.value);
    const accepted = await acceptAll(stages, {options, env, workspace, tracking: tracking.value});
    if (!accepted.ok) return refuse(accepted.failure);
    await print(accepted.value);
    return 0;
  } finally {
    tracking.value.close();
  }
}

/** Only with a stage do these mean anything. */
const asksForMore = ({undo, message, experiment, set}: AcceptOptions): boolean =>
  undo === true || message !== undefined || experiment !== undefined || set.length > 0;

async function list(tracking: Tracking): Promise<number> {
  const all = acceptances(tracking);
  if (!all.ok) return refuse([all.failure]);
  await print(acceptancesText(all.value));
  return 0;
}

async function undo(stages: readonly string[], tracking: Tracking): Promise<number> {
  const accepted = [...new Set(standing(tracking).map(({stage}) => stage))];
  // Of a stage with a matrix every cell; of what nothing was accepted for the name, which is told.
  const meant = (name: string) => {
    const cells = stagesNamed(name, accepted);
    return cells.length === 0 ? [name] : cells;
  };
  for (const stage of stages.flatMap((name) => meant(name))) {
    const undone = undoAcceptance(tracking, stage, Date.now());
    if (!undone.ok) return refuse([undone.failure]);
    if (undone.value.length === 0) return refuse([nothingToUndo(stage)]);
    await print(undoneText(stage, undone.value));
  }
  return 0;
}

interface Around {
  readonly options: AcceptOptions;
  readonly env: Env;
  readonly workspace: Workspace;
  readonly tracking: Tracking;
}

/** Stage by stage in the order of the pipeline: what is accepted of one may be what another waits for. All, or none. */
async function acceptAll(
  stages: readonly string[],
  {options, env, workspace, tracking}: Around,
): Promise<Result<string, readonly Failure[]>> {
  const planned = await planRuns(options.file, options);
  if (!planned.ok) return planned;
  const known = planned.value[0]?.pipeline.stages.map(({name}) => name) ?? [];
  // Of a stage with a matrix every cell.
  const named = stages.map((stage) => ({stage, cells: stagesNamed(stage, known)}));
  const unknown = named.filter(({cells}) => cells.length === 0);
  if (unknown.length > 0)
    return fail(unknown.map(({stage}) => namedStageUnknown(stage, 'this pipeline', known)));
  const code = await readCodeDigests(beside('code-digests.json'));
  if (!code.ok) return fail([code.failure]);
  const store = viewStore(workspace.artifacts, present());
  const surroundings = {code: code.value, engine: () => engineInfo({env}), execution: 'to come'};
  const before: readonly AcceptedChange[] = standing(tracking);
  const fresh: Found[] = [];
  const refused = new Map<string, Failure>();
  for (const stage of known.filter((name) => named.some(({cells}) => cells.includes(name)))) {
    const accepted = [...fresh.map(({acceptance}) => acceptance), ...before];
    const runs = await foretell({runs: planned.value, store, surroundings, env, accepted});
    const found = await acceptable(stage, runs, {store, tracking, note: options.message ?? null});
    if (found.ok) fresh.push(...found.value);
    else refused.set(stage, found.failure);
  }
  // What is accepted of one cell holds for the others, which are up to date then.
  const failures = named.flatMap(({cells}) => {
    const [first, ...others] = cells.flatMap((cell) => refused.get(cell) ?? []);
    return first !== undefined && others.length + 1 === cells.length ? [first] : [];
  });
  if (failures.length > 0) return fail(failures);
  const written = accept(
    tracking,
    fresh.map(({acceptance}) => acceptance),
  );
  return written.ok ? ok(acceptedText(fresh)) : fail([written.failure]);
}

/** What is to be accepted, and whose result then stands. */
interface Found {
  readonly acceptance: Omit<Acceptance, 'undone'>;
  readonly experiments: readonly string[];
  /** The run that made the result; null where none is on record. */
  readonly run: string | null;
}

interface Beside {
  readonly store: StoreView;
  readonly tracking: Tracking;
  readonly note: string | null;
}

/** The changes of code that alone keep a stage from earlier results, over all runs that are asked for. */
async function acceptable(
  stage: string,
  runs: readonly ForetoldRun[],
  {store, tracking, note}: Beside,
): Promise<Result<readonly Found[]>> {
  const found = new Map<string, Found>();
  const reasons: string[] = [];
  const at = Date.now();
  for (const {experiment, stages} of runs) {
    const seen = stages.find(({name}) => name === stage);
    if (seen === undefined) continue;
    const {prospect, fingerprint} = seen;
    if (prospect.will !== 'run' || fingerprint === undefined) {
      reasons.push(`${experiment}: ${whyNot(seen)}`);
      continue;
    }
    const earlier = await earlierCode(stage, fingerprint, store);
    if (earlier === undefined) {
      reasons.push(`${experiment}: ${prospect.reason}`);
      continue;
    }
    const {key, changes} = earlier;
    const causes = await causesOf(stage, differences(earlier.fingerprint, fingerprint), store);
    const change = {definition: fingerprint.definition, changes, at, what: causesText(causes)};
    const same = JSON.stringify(changes);
    const made = runOfKey(tracking, key);
    found.set(same, {
      acceptance: {...change, stage, earlier: key, note},
      experiments: [...(found.get(same)?.experiments ?? []), experiment],
      run: (made.ok ? made.value : undefined) ?? null,
    });
  }
  return found.size > 0 ? ok([...found.values()]) : fail(cannotAccept(stage, reasons));
}

/** The latest result there is from which nothing but code differs. */
async function earlierCode(stage: string, fingerprint: Fingerprint, store: StoreView) {
  for (const each of (await store.earlier(fingerprint.definition)).toReversed()) {
    // A command says what a stage does: that of another is no earlier form of it.
    if (fingerprint.command !== undefined && each.stage !== stage) continue;
    const changes = asCodeChanges(differences(each.fingerprint, fingerprint));
    if (changes !== undefined && (await store.find(each.key)).found === 'whole') return {...each, changes};
  }
  return undefined;
}

function whyNot({prospect}: ForetoldRun['stages'][number]): string {
  switch (prospect.will) {
    case 'cached':
      return prospect.reason.startsWith(acceptedWords)
        ? `it is ${prospect.reason} already`
        : 'nothing differs, it is cached';
    case 'fail':
      return prospect.failure.what;
    case 'depends':
      return `it depends on ${prospect.reason}`;
    case 'run':
      return `${prospect.reason}, and what comes before it runs first`;
    case 'shared':
    case 'skipped':
      return prospect.reason;
    default:
      return prospect satisfies never;
  }
}
