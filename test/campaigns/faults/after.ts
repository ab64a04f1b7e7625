import {existsSync} from 'node:fs';
import {join} from 'node:path';
import SQLite from 'better-sqlite3';
import {checkStore} from '../../../src/runner/fsck/check-store.ts';
import {contentsOf, epochal, startRun, type Ended, type Told} from './ground.ts';
import {withoutCache, type Study} from './study.ts';

/** Looks for all that must hold after a fault; each fault found is a line. */
export interface Aftermath {
  readonly problems: readonly string[];
  /** A training went on from a checkpoint. */
  readonly resumed: boolean;
}

interface Asked {
  readonly folder: string;
  readonly study: Study;
  /** What the command said that the fault befell: none of it may be missing in the record. */
  readonly said?: readonly Told[];
  /** The fault itself was damage: `fsck` may find it, and has to put it right. */
  readonly damaged?: boolean;
  /** The damage befell what a training keeps to go on from: it may be gone, since its result does without. */
  readonly mayLoseState?: boolean;
}

/** The store passes `fsck`, SQLite its own check, the next run completes, and all artifacts are those of an undisturbed run. */
export async function lookAfter({
  folder,
  study,
  said = [],
  damaged = false,
  mayLoseState = false,
}: Asked): Promise<Aftermath> {
  const problems: string[] = [];
  if (damaged) problems.push(...clean('fsck --repair', await epochal(folder, 'fsck', '--repair')));
  problems.push(...(await findingsIn(folder, 'damage')).map((said) => `fsck: ${said}`));
  problems.push(...lookAtRecord(folder, said));
  const next = startRun(folder);
  const end = await next.ended;
  if (end.exitCode !== 0) problems.push(`the next run: exit ${tell(end)}\n${lastEvents(next.events)}`);
  const found = await contentsOf(folder);
  problems.push(...compareContents(study, found, {damaged, mayLoseState}));
  problems.push(...lookAtRecord(folder, [...said, ...next.events]));
  problems.push(...(await findingsIn(folder)).map((said) => `after the next run, fsck: ${said}`));
  const resumed = next.events.some(
    ({event}) =>
      event.type === 'stage-reported' &&
      event.report.type === 'log' &&
      event.report.text.startsWith('Going on after epoch'),
  );
  return {problems, resumed};
}

/** What `fsck` would say, without the time that a process takes to start. */
async function findingsIn(folder: string, kind?: 'damage'): Promise<readonly string[]> {
  const {findings} = await checkStore(join(folder, 'artifacts'));
  return findings
    .filter((finding) => kind === undefined || finding.kind === kind)
    .map(({place, what}) => `${place}: ${what}`);
}

const clean = (what: string, end: Ended): readonly string[] =>
  end.exitCode === 0 ? [] : [`${what}: exit ${tell(end)}`];

export const tell = ({exitCode, signal, stdout, stderr}: Ended): string =>
  `${exitCode ?? signal ?? '?'}: ${stderr}${stdout.slice(-1500)}`;

const lastEvents = (events: readonly Told[]): string =>
  events
    .filter(({event}) => event.type === 'stage-failed')
    .map(({event}) => JSON.stringify(event))
    .join('\n');

function compareContents(
  {contents, keys}: Study,
  found: Study['contents'],
  {damaged, mayLoseState}: Required<Pick<Asked, 'damaged' | 'mayLoseState'>>,
): readonly string[] {
  const uncached = keys.get(withoutCache);
  return [...contents].flatMap(([key, content]) => {
    const there = found.get(key);
    if (there?.files === content.files && there.state === content.state) return [];
    if (mayLoseState && there?.files === content.files && there.state === undefined) return [];
    // Of a stage without a cache the next run makes the same, under a key of its own.
    const isMadeAgain = [...found].some(([other, {files}]) => other !== key && files === content.files);
    if (damaged && there === undefined && key === uncached && isMadeAgain) return [];
    return [`artifact ${key.slice(0, 8)} ${there === undefined ? 'is missing' : 'is another'}`];
  });
}

/** SQLite finds no fault, and what was told before the fault stands there. */
function lookAtRecord(folder: string, said: readonly Told[]): readonly string[] {
  const file = join(folder, 'experiments/runs.db');
  if (!existsSync(file)) return said.length === 0 ? [] : ['there is no record'];
  const database = new SQLite(file, {readonly: true});
  try {
    const integrity = database.pragma('integrity_check', {simple: true});
    const problems = integrity === 'ok' ? [] : [`integrity_check: ${String(integrity)}`];
    const digestOf = database
      .prepare<[string, string], string | null>(
        'SELECT digest FROM stages JOIN runs ON number = run WHERE id = ? AND name = ?',
      )
      .pluck();
    const metric = database
      .prepare<[string, string, string, number], number>(
        `SELECT count(*) FROM metrics m JOIN runs r ON r.number = m.run JOIN metric_names n ON n.number = m.metric
         WHERE r.id = ? AND n.stage = ? AND n.name = ? AND m.step = ?`,
      )
      .pluck();
    // What a run takes from the store is written down when it turns out not to equal an earlier one.
    const written = new Set(
      said.flatMap(({event}) => (event.type === 'stage-done' && event.how === 'ran' ? [event.run] : [])),
    );
    for (const {event} of said) {
      if (event.type === 'stage-done' && written.has(event.run) && event.how === 'ran') {
        if (digestOf.get(event.run, event.stage) !== event.digest)
          problems.push(`the record lost that ${event.stage} of ${event.run} was done`);
      }
      if (event.type === 'stage-reported' && written.has(event.run) && event.report.type === 'metrics') {
        for (const name of Object.keys(event.report.values))
          if (metric.get(event.run, event.stage, name, event.report.step) !== 1)
            problems.push(`the record lost ${name} of ${event.stage} of ${event.run}`);
      }
    }
    return problems;
  } finally {
    database.close();
  }
}
