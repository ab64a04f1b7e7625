import {newMark} from '../../src/runner/process-mark.ts';
import {claimRunId} from '../../src/tracking/claim-run-id.ts';
import {openTracking} from '../../src/tracking/open-tracking.ts';
import {createRecorder} from '../../src/tracking/recorder.ts';
import {recordedStudy} from './recorded-study.ts';

/**
 * A process that records one run after another, as fast as it can, and prints a line of JSON at the end.
 * Arguments: the database, how many runs, its own name, and `hang` to stop for ever within a run.
 */
const [file = '', runs = '1', name = 'writer', hang] = process.argv.slice(2);

const failures: unknown[] = [];
const tracking = openTracking(file);
if (tracking.ok) {
  const record = createRecorder(tracking.value, {onFailure: (failure) => failures.push(failure)});
  for (let run = 0; run < Number(runs); run++) {
    const id = `${name}-${run}`;
    const claimed = claimRunId(tracking.value, id);
    if (!claimed.ok) failures.push(claimed.failure);
    for (const event of recordedStudy({only: ['cnn']})) {
      if (hang === 'hang' && event.type === 'run-done') {
        process.stdout.write(`hangs ${newMark()}\n`);
        process.stdin.resume();
        await new Promise(() => undefined);
      }
      record('run' in event ? {...event, run: id} : event);
    }
  }
  tracking.value.close();
} else {
  failures.push(tracking.failure);
}
process.stdout.write(`${JSON.stringify(failures)}\n`);
