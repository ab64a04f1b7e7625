import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Failure, Result} from '../../../src/runner/failure.ts';
import {checkRecord} from '../../../src/tracking/check-record.ts';
import {findEqualRun} from '../../../src/tracking/find-run.ts';
import {listRuns} from '../../../src/tracking/list-runs.ts';
import {openTracking} from '../../../src/tracking/open-tracking.ts';
import {createRecorder} from '../../../src/tracking/recorder.ts';
import {runDetail} from '../../../src/tracking/run-detail.ts';
import {runsByKey} from '../../../src/tracking/runs-by-key.ts';
import {recordedStudy} from '../../rig/recorded-study.ts';
import {unwrap} from '../../rig/workspace.ts';
import {mutateBytes} from './mutate.ts';
import type {Target} from './target.ts';

/** Everything that reads or writes the record: what SQLite cannot read is a failure with a name, never an exception. */
export async function recordTarget(): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), 'epochal-fuzz-'));
  const file = join(folder, 'runs.db');
  const tracking = unwrap(openTracking(file));
  const record = createRecorder(tracking);
  for (const event of recordedStudy()) record(event);
  const ids = unwrap(listRuns(tracking)).map(({id}) => id);
  tracking.close();
  const bytes = await readFile(file);
  return {
    name: 'records of runs',
    feed: async (random) => {
      for (const rest of ['', '-wal', '-shm']) await rm(`${file}${rest}`, {force: true});
      await writeFile(file, mutateBytes(bytes, random));
      return use(file, ids[random.below(ids.length)] ?? '');
    },
    close: () => rm(folder, {recursive: true, force: true}),
  };
}

function use(file: string, id: string): string | undefined {
  const opened = openTracking(file, {create: false});
  if (!opened.ok) return wrongWith(opened.failure);
  const tracking = opened.value;
  const failures: Failure[] = [];
  const keep = (result: Result<unknown>) => {
    if (!result.ok) failures.push(result.failure);
  };
  try {
    keep(checkRecord(tracking));
    keep(listRuns(tracking));
    keep(runDetail(tracking, id));
    keep(runsByKey(tracking));
    keep(findEqualRun(tracking, {train: '0'.repeat(64)}));
    const record = createRecorder(tracking, {onFailure: (failure) => failures.push(failure)});
    for (const event of recordedStudy({only: ['mlp']}))
      record('run' in event ? {...event, run: 'new'} : event);
  } finally {
    tracking.close();
  }
  return failures.map((failure) => wrongWith(failure)).find((wrong) => wrong !== undefined);
}

const wrongWith = ({code, blame, what, todo}: Failure): string | undefined =>
  // That a run is not there is true of a record that lost it.
  (blame === 'outside' || code === 'run-unknown') && todo !== undefined ? undefined : `${code}: ${what}`;
