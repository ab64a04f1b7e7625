import {findStandIn, standIns, type AcceptedChange} from './accepted.ts';
import type {StoreView} from './artifact-store.ts';
import type {Failure} from './failure.ts';
import {keyOf, type Fingerprint} from './fingerprint.ts';
import {fingerprintStage, type Surroundings} from './fingerprint-stage.ts';
import type {PlannedRun, Stage} from './pipeline.ts';
import {firstWhole, mayBeFound, nearestArtifact, wholeArtifact, withInputs} from './foretell-earlier.ts';
import {beginningOf, beginningWords, type Beginning} from './foretell-starts.ts';
import {forced, upToDate, whyItRuns} from './reasons.ts';
import {notInStore} from './why-failures.ts';
import {compareNow, type Comparison} from './why.ts';

/** What would become of a stage if its run were executed now. */
export type Prospect =
  | {readonly will: 'cached'; readonly key: string; readonly reason: string}
  | {
      readonly will: 'run';
      /** Undefined where something before it runs too. */
      readonly key?: string;
      readonly reason: string;
      /** Seconds that the nearest earlier time took. */
      readonly took?: number;
    }
  /** Another run does the same work. */
  | {readonly will: 'shared'; readonly key?: string; readonly reason: string}
  /** What runs before it decides: of inputs that it has seen before, its result is in the store. */
  | {
      readonly will: 'depends';
      /** The stages before it whose results are not there yet. */
      readonly on: readonly string[];
      readonly reason: string;
      /** What happens if those come out as they did the nearest earlier time; left out where there was none. */
      readonly ifEqual?: {readonly will: 'cached' | 'run'; readonly key: string};
      readonly took?: number;
    }
  | {readonly will: 'fail'; readonly failure: Failure}
  | {readonly will: 'skipped'; readonly reason: string};

export interface ForetoldRun {
  readonly experiment: string;
  /** In the order of execution. */
  readonly stages: readonly {
    readonly name: string;
    readonly prospect: Prospect;
    /** What it was compared with, where it is sure to run. */
    readonly comparison?: Comparison;
    /** Where all that comes before it is known. */
    readonly fingerprint?: Fingerprint;
    /** Of what is yet to be done: inputs that are not made yet stand as they were the nearest earlier time. */
    readonly likely?: Fingerprint;
  }[];
}

interface Looking {
  readonly runs: readonly PlannedRun[];
  readonly store: StoreView;
  readonly surroundings: Omit<Surroundings, 'world'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Changes of code whose earlier results may be taken. */
  readonly accepted?: readonly AcceptedChange[];
}

/** Foretells what `execute` would do with these runs. It only reads: no file is made or changed. */
export async function foretell(looking: Looking): Promise<readonly ForetoldRun[]> {
  const claims = new Map<string, Claim>();
  const seenByRun: {readonly run: PlannedRun; readonly seen: ReadonlyMap<string, Sighting>}[] = [];
  for (const run of looking.runs) {
    const seen = new Map<string, Sighting>();
    for (const stage of run.pipeline.stages)
      seen.set(stage.name, await see({stage, run, seen, claims, looking}));
    seenByRun.push({run, seen});
  }
  const beginnings = seenByRun.flatMap(({run: {experiment}, seen}) =>
    [...seen.values()].flatMap(({prospect, beginning}) =>
      prospect.will === 'run' && beginning !== undefined ? [{of: experiment, beginning}] : [],
    ),
  );
  return seenByRun.map(({run: {experiment}, seen}) => ({
    experiment,
    stages: [...seen].map(([name, {prospect, beginning, comparison, fingerprint, likely}]) => ({
      name,
      prospect:
        beginning === undefined ? prospect : withStart(prospect, beginningWords(beginning, beginnings)),
      ...(comparison && {comparison}),
      ...(fingerprint && {fingerprint}),
      ...(likely && {likely}),
    })),
  }));
}

const withStart = (prospect: Prospect, words: string | undefined): Prospect =>
  prospect.will === 'run' && words !== undefined
    ? {...prospect, reason: `${prospect.reason}, ${words}`}
    : prospect;

/** A stage as far as it can be seen now. */
interface Sighting {
  readonly prospect: Prospect;
  readonly comparison?: Comparison;
  readonly fingerprint?: Fingerprint;
  readonly likely?: Fingerprint;
  readonly beginning?: Beginning;
  /** Stands for its artifact in fingerprints below: the digest, or where that is yet to be made, a mark of the work. */
  readonly sign: string;
  /** The artifact is yet to be made. `likely`: the digest of the nearest earlier one. */
  readonly pending?: {readonly likely: string | undefined};
}

/** Work that one run would do for all. */
interface Claim {
  readonly experiment: string;
  readonly sighting: Sighting;
}

interface Seeing {
  readonly stage: Stage;
  readonly run: PlannedRun;
  readonly seen: ReadonlyMap<string, Sighting>;
  /** By key, or what stands for it. */
  readonly claims: Map<string, Claim>;
  readonly looking: Looking;
}

async function see(seeing: Seeing): Promise<Sighting> {
  const {stage, run, seen, claims, looking} = seeing;
  const {store, surroundings, env, accepted = []} = looking;
  const inputs = Object.entries(stage.needs).flatMap(([role, need]) => {
    const sighting = seen.get(need);
    return sighting === undefined ? [] : [{role, need, ...sighting}];
  });
  const blocking = inputs.find(({prospect: {will}}) => will === 'fail' || will === 'skipped');
  if (blocking !== undefined)
    return {prospect: {will: 'skipped', reason: skippedBecause(blocking)}, sign: ''};
  const signs = Object.fromEntries(inputs.map(({role, sign}) => [role, sign]));
  const world = {workspace: run.pipeline.workspace, env, digest: store.digest};
  const ready = await fingerprintStage(stage, signs, {...surroundings, world});
  if (!ready.ok) return {prospect: {will: 'fail', failure: ready.failure}, sign: ''};

  const {fingerprint} = ready.value;
  const key = keyOf(fingerprint);
  const open = inputs.filter(({pending}) => pending !== undefined);
  const known = open.length === 0 ? {key} : {};
  const claim = claims.get(key);
  if (claim !== undefined) {
    const reason = `run ${claim.experiment} does the same work`;
    return {...claim.sighting, prospect: {will: 'shared', ...known, reason}};
  }
  const lookFor = open.length === 0 && stage.mode !== 'afresh';
  const found = lookFor ? await store.find(key) : undefined;
  if (found?.found === 'whole')
    return {prospect: {will: 'cached', key, reason: upToDate}, sign: found.artifact.digest};
  const standIn = lookFor ? await findStandIn(fingerprint, accepted, store.find) : undefined;
  if (standIn !== undefined) {
    const earlierKey = keyOf(standIn.fingerprint);
    const digest = (await wholeArtifact(earlierKey, store))?.digest ?? '';
    return {prospect: {will: 'cached', key: earlierKey, reason: standIn.reason}, sign: digest};
  }

  const roles = open.map(({role}) => role);
  // What is not known yet cannot be what differs.
  const earlier = (await store.earlier(stage.definition.name)).map((each) =>
    withInputs(each, fingerprint.inputs, roles),
  );
  const likely = likelyFingerprint(fingerprint, inputs);
  const likelyKeys =
    likely === undefined || open.length === 0
      ? []
      : [likely, ...standIns(likely, accepted).map((each) => each.fingerprint)].map((each) => keyOf(each));
  const {key: likelyKey, artifact: asBefore} = await firstWhole(likelyKeys, store);
  const before = asBefore ?? (await nearestArtifact(stage, fingerprint, earlier, store));
  const took = before === undefined ? {} : {took: before.made.seconds};
  const rest = {sign: key, pending: {likely: before?.digest}, likely: likely ?? fingerprint};
  if (
    open.length > 0 &&
    stage.mode !== 'afresh' &&
    (await mayBeFound(
      [fingerprint, ...standIns(fingerprint, accepted).map((each) => each.fingerprint)],
      earlier,
      store,
    ))
  ) {
    const ifEqual =
      likelyKey === undefined
        ? {}
        : {ifEqual: {will: asBefore === undefined ? 'run' : 'cached', key: likelyKey} as const};
    const on = [...new Set(open.map(({need}) => need))];
    return {prospect: {will: 'depends', on, reason: dependsOn(open), ...ifEqual, ...took}, ...rest};
  }
  const reason =
    stage.mode === 'afresh'
      ? forced
      : found?.found === 'damaged'
        ? `its stored result is damaged: ${found.why}`
        : await whyItRuns(stage.name, fingerprint, {earlier, history: store});
  if (stage.mode === 'stored')
    return {prospect: {will: 'fail', failure: notInStore(stage.name, reason)}, sign: ''};
  const comparison = await compareNow(stage.name, fingerprint, {earlier, store});
  const beginning =
    stage.mode === 'afresh'
      ? undefined
      : await beginningOf({definition: stage.definition, fingerprint, store, known: open.length === 0});
  const sighting: Sighting = {
    prospect: {will: 'run', ...known, reason, ...took},
    ...(beginning && {beginning}),
    ...(comparison && {comparison}),
    ...(open.length === 0 && {fingerprint}),
    ...rest,
  };
  claims.set(key, {experiment: run.experiment, sighting});
  return sighting;
}

type Input = Sighting & {readonly role: string; readonly need: string};

const skippedBecause = ({need, prospect}: Input): string =>
  prospect.will === 'skipped' ? prospect.reason : `${need} would fail`;

function dependsOn(open: readonly Input[]): string {
  const said = new Map(
    open.map(({need, prospect: {will}}) => [
      need,
      `${need}, which ${will === 'depends' ? 'depends itself' : will === 'shared' ? 'is shared' : 'runs'}`,
    ]),
  );
  const named = [...said.values()].slice(0, said.size > 3 ? 2 : 3);
  return [...named, ...(said.size > 3 ? [`${said.size - 2} more`] : [])].join(', and on ');
}

/** As it would be if every input came out as the nearest earlier one; undefined where one has none. */
function likelyFingerprint(fingerprint: Fingerprint, inputs: readonly Input[]): Fingerprint | undefined {
  const digests = new Map<string, string>();
  for (const {role, sign, pending} of inputs) {
    const digest = pending === undefined ? sign : pending.likely;
    if (digest === undefined) return undefined;
    digests.set(role, digest);
  }
  return {...fingerprint, inputs: Object.fromEntries(digests)};
}
