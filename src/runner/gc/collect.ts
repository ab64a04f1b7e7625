import {forgetContents} from '../content-index.ts';
import {ok, type Result} from '../failure.ts';
import {keysInUse} from '../store-use.ts';
import {deleteStored} from './delete-stored.ts';
import type {Stored} from './list-stored.ts';
import {type Deletion, type Limits, type Needs, planCollection, roomTaken} from './plan-collection.ts';
import type {Remake} from './remake.ts';
import {remaker} from './remake.ts';

export interface Collection {
  /** What goes, or would. */
  readonly deletions: readonly Explained[];
  /** What would have gone, but a process that is alive uses it. */
  readonly inUse: readonly Deletion[];
  /** Artifacts before. */
  readonly artifacts: number;
  /** Bytes before. */
  readonly room: number;
}

export interface Explained extends Deletion {
  /** Where it was asked for, of artifacts. */
  readonly remake?: Remake;
}

interface Asked {
  readonly store: string;
  readonly stored: readonly Stored[];
  readonly needs: Needs;
  readonly limits: Limits;
  /** Only say what would be done. */
  readonly dry: boolean;
  /** Tell what it takes to make again what goes. */
  readonly explain?: Omit<Parameters<typeof remaker>[0], 'kept' | 'gone'>;
}

/** Clears up a store: finds what goes, explains it where that is asked for, deletes it unless told not to. */
export async function collect({
  store,
  stored,
  needs,
  limits,
  dry,
  explain,
}: Asked): Promise<Result<Collection>> {
  // What cannot go now must not stand for the room that something else could give.
  const pinned = limits.room === undefined ? needs.pinned : new Set([...needs.pinned, ...keysInUse(store)]);
  const planned = planCollection(stored, {...needs, pinned}, limits);
  const deletions = explain === undefined ? planned : await explained(planned, stored, explain);
  const before = {artifacts: stored.filter(({kind}) => kind === 'artifact').length, room: roomTaken(stored)};
  if (dry || deletions.length === 0) return ok({...before, deletions, inUse: []});
  const deleted = await deleteStored(store, deletions);
  if (!deleted.ok) return deleted;
  const {gone, inUse} = deleted.value;
  await forgetContents(store, new Set(gone.map(({stored: {key}}) => key)));
  return ok({...before, deletions: deletions.filter((each) => gone.includes(each)), inUse});
}

async function explained(
  planned: readonly Deletion[],
  stored: readonly Stored[],
  surroundings: NonNullable<Asked['explain']>,
): Promise<readonly Explained[]> {
  const going = new Set(planned.map((each) => each.stored));
  const [kept, gone] = [stored.filter((each) => !going.has(each)), [...going]];
  const remake = remaker({...surroundings, kept, gone});
  const told: Explained[] = [];
  for (const each of planned)
    told.push(each.stored.manifest === undefined ? each : {...each, remake: await remake(each.stored)});
  return told;
}
