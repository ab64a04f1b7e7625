import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {openStore} from '../../src/runner/artifact-store.ts';

/**
 * A process that makes the artifact of one key: `publish-once <store> <key> <content>`. It says when it is ready to publish, waits for a
 * word, and says what is in the store then. Told `die`, it is killed with the draft half done.
 */
const [, , folder = '', key = '', content = ''] = process.argv;
const opened = await openStore(folder);
if (!opened.ok) throw new Error(opened.failure.what);
const draft = await opened.value.begin(key);
if (!draft.ok) throw new Error(draft.failure.what);
await writeFile(join(draft.value.out, 'content'), content);
await writeFile(join(draft.value.scratch, 'checkpoint'), content);
process.send?.({ready: draft.value.scratch});
process.once('message', (word) => {
  if (word === 'die') process.kill(process.pid, 'SIGKILL');
  void draft.value
    .publish({
      stage: 'a',
      fingerprint: {definition: 'a', params: {}, inputs: {}, code: {}},
      reports: [],
      seconds: 1,
      threads: 1,
    })
    .then((published) => process.send?.(published, () => process.disconnect()));
});
