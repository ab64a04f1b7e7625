import type {Stored} from './list-stored.ts';

/** Why something goes. */
export type Reason =
  /** No run of the record and no stage of the pipeline needs it. */
  | 'unneeded'
  /** Not made or used by a run for as long as was said. */
  | 'old'
  /** The store is to become smaller, and of what may go it is the cheapest to make again for its size. */
  | 'room'
  /** It can be of no use: damaged, or what is left of a stage that has its result. */
  | 'useless';

export interface Deletion {
  readonly stored: Stored;
  readonly reason: Reason;
  /** Bytes that the disk gets back, after the deletions before it. */
  readonly frees: number;
}

export interface Needs {
  /** Keys that runs of the record have → when the newest of those began: milliseconds since 1970. */
  readonly runs: ReadonlyMap<string, number>;
  /** Keys that the pipeline, as it is now, would take from the store. */
  readonly pipeline: ReadonlySet<string>;
  /** Keys of pinned runs: they stay whatever is asked for. */
  readonly pinned: ReadonlySet<string>;
}

export interface Limits {
  /** Milliseconds since 1970: what was last used before goes, though a run of the record has it. */
  readonly before?: number;
  /** Bytes that all together may take. */
  readonly room?: number;
}

/** What goes, the oldest first, then what must go for the room, the cheapest first. Without limits: what nothing needs. */
export function planCollection(
  stored: readonly Stored[],
  needs: Needs,
  {before, room}: Limits,
): readonly Deletion[] {
  const published = new Set(stored.filter(({kind}) => kind === 'artifact').map(({key}) => key));
  const free = stored
    .filter(
      ({key, kind}) =>
        !needs.pinned.has(key) || kind === 'damaged' || (kind === 'scratch' && published.has(key)),
    )
    .toSorted((a, b) => a.at - b.at);
  const byNeed = before === undefined && room === undefined;
  const reasons = new Map<Stored, Reason>();
  for (const each of free) {
    const reason = reasonFor(each, {needs, published, before, byNeed});
    if (reason !== undefined) reasons.set(each, reason);
  }
  if (room !== undefined) {
    const left = free.filter((each) => !reasons.has(each));
    const unneeded = ({key}: Stored) => !needs.runs.has(key) && !needs.pipeline.has(key);
    for (const each of untilItFits({stored, reasons, left, unneeded, room}))
      reasons.set(each, unneeded(each) ? 'unneeded' : 'room');
  }
  const links = countLinks(stored);
  return [...reasons].map(([each, reason]) => ({stored: each, reason, frees: unlink(each, links)}));
}

interface Fitting {
  readonly stored: readonly Stored[];
  /** What goes anyway. */
  readonly reasons: ReadonlyMap<Stored, Reason>;
  readonly left: readonly Stored[];
  readonly unneeded: (stored: Stored) => boolean;
  readonly room: number;
}

/** What nothing needs goes first, then what is cheapest to make again for its size. */
function untilItFits({stored, reasons, left, unneeded, room}: Fitting): readonly Stored[] {
  const links = countLinks(stored);
  const worth = new Map(left.map((each) => [each, worthOf(each, links)]));
  for (const each of reasons.keys()) unlink(each, links);
  const order = left.toSorted(
    (a, b) =>
      Number(unneeded(b)) - Number(unneeded(a)) || (worth.get(a) ?? 0) - (worth.get(b) ?? 0) || a.at - b.at,
  );
  let taken = roomOf(links);
  const chosen: Stored[] = [];
  for (const each of order) {
    if (taken <= room) break;
    taken -= unlink(each, links);
    chosen.push(each);
  }
  // Of what shares its files nothing is won before the last goes: what need not have gone stays, the most expensive first.
  const spared = new Set<Stored>();
  for (const each of chosen.toReversed()) {
    const takes = sum([...each.room].map(([inode, bytes]) => (links.has(inode) ? 0 : bytes)));
    if (taken + takes > room) continue;
    taken += takes;
    spared.add(each);
    for (const [inode, bytes] of each.room)
      links.set(inode, {bytes, count: (links.get(inode)?.count ?? 0) + 1});
  }
  return chosen.filter((each) => !spared.has(each));
}

interface Asked {
  readonly needs: Needs;
  readonly published: ReadonlySet<string>;
  readonly before: number | undefined;
  /** Nothing was said of age and size. */
  readonly byNeed: boolean;
}

function reasonFor(stored: Stored, {needs, published, before, byNeed}: Asked): Reason | undefined {
  const {kind, key, manifest, at} = stored;
  if (kind === 'damaged' || (kind === 'artifact' && manifest === undefined)) return 'useless';
  if (kind === 'scratch' && published.has(key)) return 'useless';
  if (byNeed) return needs.runs.has(key) || needs.pipeline.has(key) ? undefined : 'unneeded';
  const used = Math.max(at, needs.runs.get(key) ?? 0);
  return before !== undefined && used < before && !needs.pipeline.has(key) ? 'old' : undefined;
}

/** Seconds of work that a byte stands for: what is little goes first. Of a shared file each has its part. */
function worthOf({manifest, room}: Stored, links: Links): number {
  const parts = [...room].map(([inode, bytes]) => bytes / (links.get(inode)?.count ?? 1));
  return (manifest?.made.seconds ?? 0) / Math.max(1, sum(parts));
}

type Links = Map<number, {bytes: number; count: number}>;

/** How often each file is in use: shared ones leave the disk with the last. */
function countLinks(stored: readonly Stored[]): Links {
  const links: Links = new Map();
  for (const {room} of stored)
    for (const [inode, bytes] of room) {
      const known = links.get(inode) ?? {bytes, count: 0};
      known.count++;
      links.set(inode, known);
    }
  return links;
}

/** Bytes that its going gives back. */
function unlink(stored: Stored, links: Links): number {
  let frees = 0;
  for (const inode of stored.room.keys()) {
    const link = links.get(inode);
    if (link === undefined || --link.count > 0) continue;
    frees += link.bytes;
    links.delete(inode);
  }
  return frees;
}

const roomOf = (links: Links): number => sum([...links.values()].map(({bytes}) => bytes));

/** Bytes that these take on the disk together. */
export const roomTaken = (stored: readonly Stored[]): number => roomOf(countLinks(stored));

function sum(figures: Iterable<number>): number {
  let total = 0;
  for (const figure of figures) total += figure;
  return total;
}
