import {existsSync} from 'node:fs';
import {basename} from 'node:path';
import {exitCodes, fail, ok, type Result} from '../runner/failure.ts';
import {storeRefused} from '../runner/failures/store.ts';
import {checkStore, type StoreCheck} from '../runner/fsck/check-store.ts';
import type {Finding} from '../runner/fsck/finding.ts';
import {keysInUse} from '../runner/store-use.ts';
import {systemError} from '../runner/system-error.ts';
import {checkRecord} from '../tracking/check-record.ts';
import {openTracking} from '../tracking/open-tracking.ts';
import {salvageRecord} from '../tracking/salvage-record.ts';
import {type Checked, fsckText} from '../ui/fsck-text.ts';
import {jsonText} from '../ui/json.ts';
import type {FsckOptions} from './options/store.ts';
import {print, refuse} from './say.ts';
import {workspaceOf} from './workspace.ts';

/** `epochal fsck`: reads store and record whole, says what is wrong, and with `--repair` puts right what can be. */
export async function fsckVerb(options: FsckOptions): Promise<number> {
  const {artifacts: store, record} = workspaceOf(options.file);
  const checked = await check(store);
  if (!checked.ok) return refuse([checked.failure]);
  const {runs, faults, todo, isDamaged} = checkRuns(record);
  const mended = mend(
    {record, store, todo},
    {asked: options.repair === true && faults.length > 0, isDamaged},
  );
  const findings: Checked[] = faults.map((what) => ({place: 'runs.db', kind: 'damage', what, ...mended}));
  for (const finding of checked.value.findings)
    findings.push(options.repair === true ? await repair(finding) : told(finding, 'none'));
  const report = {artifacts: checked.value.artifacts, runs, findings};
  await print(options.json === true ? jsonText({...report, runs: report.runs ?? null}) : fsckText(report));
  // What lies about is in nobody's way.
  return findings.some(({kind, repair}) => kind === 'damage' && repair !== 'done') ? exitCodes.stage : 0;
}

const told = ({place, kind, what}: Finding, repair: Checked['repair'], how?: string): Checked => ({
  place,
  kind,
  what,
  repair,
  ...(how === undefined ? {} : {how}),
});

async function repair(finding: Finding): Promise<Checked> {
  try {
    const done = await finding.repair();
    return done.repaired ? told(finding, 'done', done.how) : told(finding, 'failed', done.why);
  } catch (error) {
    return told(finding, 'failed', systemError(error).reason);
  }
}

async function check(store: string): Promise<Result<StoreCheck>> {
  try {
    return ok(await checkStore(store));
  } catch (error) {
    const {code} = systemError(error);
    return fail(storeRefused({doing: 'Checking the artifact store', folder: store, code}));
  }
}

interface Salvaging {
  readonly record: string;
  readonly store: string;
  /** Where it cannot be done. */
  readonly todo: string;
}

/** A record that is whole, but locked, of a newer version, or somebody else's, is left alone. */
function mend(
  salvaging: Salvaging,
  {asked, isDamaged}: {readonly asked: boolean; readonly isDamaged: boolean},
): Pick<Checked, 'repair' | 'how'> {
  if (!asked) return {repair: 'none'};
  return isDamaged ? salvage(salvaging) : {repair: 'failed', how: salvaging.todo};
}

/** What can be read becomes a new record; the damaged one is kept. */
function salvage({record, store, todo}: Salvaging): Pick<Checked, 'repair' | 'how'> {
  if (existsSync(store) && keysInUse(store).size > 0)
    return {repair: 'failed', how: 'a process that is running uses it'};
  const salvaged = salvageRecord(record, Date.now());
  if (!salvaged.ok) return {repair: 'failed', how: todo};
  const {runs, aside} = salvaged.value;
  return {
    repair: 'done',
    how: `made anew with the ${runs} run${runs === 1 ? '' : 's'} that could be read; the damaged one is ${basename(aside)}`,
  };
}

interface RunsCheck {
  /** Undefined where there is no record, or none that can be opened. */
  readonly runs: number | undefined;
  readonly faults: readonly string[];
  readonly todo: string;
  /** Else it cannot be used as it is for another reason. */
  readonly isDamaged: boolean;
}

function checkRuns(record: string): RunsCheck {
  const todo = 'put a copy from a backup in its place, or try `sqlite3 runs.db .recover`';
  if (!existsSync(record)) return {runs: undefined, faults: [], todo, isDamaged: false};
  const tracking = openTracking(record, {create: false});
  const checked = tracking.ok ? checkRecord(tracking.value) : tracking;
  if (tracking.ok) tracking.value.close();
  if (checked.ok) return {...checked.value, todo, isDamaged: true};
  const {code, what} = checked.failure;
  return {
    runs: undefined,
    faults: [what],
    todo: checked.failure.todo ?? todo,
    isDamaged: code === 'runs-damaged',
  };
}
