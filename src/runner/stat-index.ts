import {readFile} from 'node:fs/promises';
import {writeWhole} from './write-whole.ts';

/**
 * Remembers digests by what `stat` said at that time, so that nothing is read twice: path → mark, digest.
 * A mark is whatever changes when the content may have: of a file its size, inode and times, of a folder its seal.
 */
export interface StatIndex {
  readonly find: (absolute: string, mark: string) => string | undefined;
  readonly add: (absolute: string, known: {readonly mark: string; readonly digest: string}) => void;
  /** Writes it down, whole or not at all, where it changed. */
  readonly save: () => Promise<void>;
}

/** Beyond it the oldest are forgotten. */
const most = 500_000;

/** An index that cannot be read is begun anew: it only saves time. */
export async function openStatIndex(file: string): Promise<StatIndex> {
  const entries = await load(file);
  let changed = false;
  return {
    find: (absolute, mark) => {
      const [known, digest] = entries.get(absolute) ?? [];
      return known === mark ? digest : undefined;
    },
    add: (absolute, {mark, digest}) => {
      entries.delete(absolute);
      entries.set(absolute, [mark, digest]);
      changed = true;
    },
    save: async () => {
      if (!changed) return;
      changed = false;
      const kept = [...entries].slice(-most).map(([path, [mark, digest]]) => [path, mark, digest]);
      await writeWhole(file, JSON.stringify(kept));
    },
  };
}

async function load(file: string): Promise<Map<string, readonly [mark: string, digest: string]>> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return new Map(readStatIndex(text)?.map(([path, ...entry]) => [path, entry]));
}

type Row = readonly [path: string, mark: string, digest: string];

/** Undefined where the text is no such index; a row that is none is passed over. */
export function readStatIndex(text: string): readonly Row[] | undefined {
  try {
    const rows: unknown = JSON.parse(text);
    return Array.isArray(rows) ? rows.filter(isRow) : undefined;
  } catch {
    return undefined;
  }
}

const isRow = (row: unknown): row is Row =>
  Array.isArray(row) && row.length === 3 && row.every((cell) => typeof cell === 'string');
