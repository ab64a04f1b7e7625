import {deleteStored} from '../../src/runner/gc/delete-stored.ts';
import {listStored} from '../../src/runner/gc/list-stored.ts';

/** A process that deletes whatever it may, over and over, until it is told to stop: `clear-up <store>`. It says how much went. */
const [, , store = ''] = process.argv;
const told = new AbortController();
process.once('message', () => told.abort());
let gone = 0;
process.send?.('begins');
while (!told.signal.aborted) {
  const stored = await listStored(store);
  const deletions = stored.map((each) => ({stored: each, reason: 'unneeded', frees: 0}) as const);
  const deleted = await deleteStored(store, deletions);
  if (!deleted.ok) throw new Error(deleted.failure.what);
  gone += deleted.value.gone.filter(({stored: {kind}}) => kind === 'artifact').length;
  await new Promise((resolve) => setImmediate(resolve));
}
process.send?.(gone, () => process.disconnect());
