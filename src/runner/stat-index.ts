import type {BigIntStats} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {writeWhole} from './write-whole.ts';

/**
 * Remembers the hashes of files by what `stat` says of them, so that nothing is read twice. A file counts as unchanged
 * while size, inode and both times agree to the nanosecond.
 */
export interface StatIndex {
  readonly find: (absolute: string, stat: BigIntStats) => string | undefined;
  readonly add: (absolute: string, hashed: Hashed) => void;
  /** Writes it down, whole or not at all, where it changed. */
  readonly save: () => Promise<void>;
}

interface Hashed {
  /** From before reading. */
  readonly stat: BigIntStats;
  readonly sha256: string;
  /** When reading began: milliseconds since 1970. */
  readonly at: number;
}

/** A file system's clock may tick so coarsely that a write just after the hash leaves the times as they were. */
const youngest = 2_000;
/** Beyond it the oldest are forgotten. */
const most = 500_000;

/** An index that cannot be read is begun anew: it only saves time. */
export async function openStatIndex(file: string): Promise<StatIndex> {
  const entries = await load(file);
  let changed = false;
  return {
    find: (absolute, stat) => {
      const [mark, sha256] = entries.get(absolute) ?? [];
      return mark === markOf(stat) ? sha256 : undefined;
    },
    add: (absolute, {stat, sha256, at}) => {
      const written = Number(stat.mtimeMs > stat.ctimeMs ? stat.mtimeMs : stat.ctimeMs);
      if (written > at - youngest) return;
      entries.delete(absolute);
      entries.set(absolute, [markOf(stat), sha256]);
      changed = true;
    },
    save: async () => {
      if (!changed) return;
      changed = false;
      const kept = [...entries].slice(-most).map(([path, [mark, sha256]]) => [path, mark, sha256]);
      await writeWhole(file, JSON.stringify(kept));
    },
  };
}

const markOf = ({size, ino, mtimeNs, ctimeNs}: BigIntStats): string => `${size}:${ino}:${mtimeNs}:${ctimeNs}`;

async function load(file: string): Promise<Map<string, readonly [mark: string, sha256: string]>> {
  try {
    const rows: unknown = JSON.parse(await readFile(file, 'utf8'));
    return new Map(Array.isArray(rows) ? rows.filter(isRow).map(([path, ...entry]) => [path, entry]) : []);
  } catch {
    return new Map();
  }
}

const isRow = (row: unknown): row is [path: string, mark: string, sha256: string] =>
  Array.isArray(row) && row.length === 3 && row.every((cell) => typeof cell === 'string');
