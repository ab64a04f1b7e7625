import {dirname} from 'node:path';
import type {Artifact} from '../runner/artifact.ts';
import type {StoreView} from '../runner/artifact-store.ts';
import {folderFiles} from '../runner/folder-files.ts';
import type {Fingerprint} from '../runner/fingerprint.ts';
import type {Earlier} from '../runner/history.ts';
import type {Stage} from '../runner/pipeline.ts';
import {stretchOf} from '../runner/prefix.ts';

/** What a stage would take, told from the nearest earlier time. */
export interface StageCost {
  readonly seconds: number;
  readonly bytes: number;
}

interface Asked {
  readonly stage: Stage;
  readonly fingerprint: Fingerprint;
  /** It goes on from a shorter one that is made before it: so far. */
  readonly from: number;
}

interface Estimator {
  /** Undefined where no such stage was ever made here. */
  readonly costOf: (asked: Asked) => Promise<StageCost | undefined>;
  /** How far the longest shorter result in the store goes from which this one can go on; 0 where there is none. */
  readonly kept: (asked: Pick<Asked, 'stage' | 'fingerprint'>) => Promise<number>;
}

/** Looks into a store for what stages took. */
export function estimator(store: Pick<StoreView, 'earlier' | 'find' | 'kin'>): Estimator {
  const seen = new Map<string, Promise<Seen | undefined>>();
  const look = (key: string): Promise<Seen | undefined> => {
    const known = seen.get(key) ?? seenOf(key, store);
    seen.set(key, known);
    return known;
  };
  const ofStage = async ({stage}: Pick<Asked, 'stage'>) =>
    (await store.earlier(stage.definition.name)).filter((each) => each.stage === stage.name).slice(-looked);
  return {
    costOf: async ({stage, fingerprint, from}) => {
      const nearest = (await ofStage({stage})).toSorted(
        (a, b) => apart(a, fingerprint) - apart(b, fingerprint),
      );
      for (const {key, fingerprint: then} of nearest.slice(0, tried)) {
        const found = await look(key);
        if (found === undefined) continue;
        const {artifact, bytes} = found;
        const length = stretchOf(stage.definition, fingerprint.params).length;
        const before = stretchOf(stage.definition, then.params).length;
        return {seconds: scaled(artifact, {before, now: length - from}), bytes};
      }
      return undefined;
    },
    kept: async ({stage, fingerprint}) => {
      const {definition} = stage;
      const {holds, length} = stretchOf(definition, fingerprint.params);
      if (holds !== true || definition.prefix === undefined) return 0;
      const {param} = definition.prefix;
      const lengths = (await store.kin(fingerprint, param))
        .map((each) => Number(each.fingerprint.params[param]))
        .filter((each) => each < length);
      return Math.max(0, ...lengths);
    },
  };
}

/** Of a stage that was made thousands of times the latest tell enough. */
const looked = 500;
/** Artifacts may have been cleared away: so many are tried. */
const tried = 8;

interface Seen {
  readonly artifact: Artifact;
  readonly bytes: number;
}

async function seenOf(key: string, {find}: Pick<StoreView, 'find'>): Promise<Seen | undefined> {
  const found = await find(key);
  if (found.found !== 'whole') return undefined;
  const {artifact} = found;
  // What it keeps for longer ones is beside its files.
  const {files} = await folderFiles(dirname(artifact.folder), {links: 'refuse'});
  return {artifact, bytes: files.reduce((sum, {stat}) => sum + stat.size, 0)};
}

/** In how many params. */
function apart({fingerprint: {params}}: Earlier, now: Fingerprint): number {
  const names = new Set([...Object.keys(params), ...Object.keys(now.params)]);
  return [...names].filter((name) => JSON.stringify(params[name]) !== JSON.stringify(now.params[name]))
    .length;
}

/** Seconds for `now` epochs, from an artifact of `before` epochs; the start of the process counts once. */
function scaled(
  {made, reports}: Artifact,
  {before, now}: {readonly before: number; readonly now: number},
): number {
  if (before === 0 || now <= 0) return made.seconds;
  const epochs = reports.flatMap((report) =>
    report.type === 'metrics' && report.values['epoch_seconds'] !== undefined
      ? [report.values['epoch_seconds']]
      : [],
  );
  if (epochs.length === 0) return (made.seconds / before) * now;
  const each = epochs.reduce((sum, seconds) => sum + seconds, 0) / epochs.length;
  return Math.max(0, made.seconds - each * epochs.length) + each * now;
}
