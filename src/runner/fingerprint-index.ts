import {appendFileSync} from 'node:fs';
import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {readManifest} from './manifest.ts';
import {isFingerprint} from './read-fingerprint.ts';
import type {Earlier} from './reasons.ts';

/**
 * The fingerprints of all that was ever published here, oldest first, a line each: what `why it runs` is told from.
 * Read only when something has to run. It may name artifacts that are gone: what was then is still worth comparing with.
 */
export interface FingerprintIndex {
  readonly of: (definition: string) => Promise<readonly Earlier[]>;
  readonly add: (entry: Earlier) => Promise<void>;
}

export function openFingerprintIndex(folder: string): FingerprintIndex {
  const file = join(folder, fingerprintIndexFile);
  let loaded: Promise<Map<string, Earlier[]>> | undefined;
  const entries = () => (loaded ??= load(file, folder).then(byDefinition));
  return {
    of: async (definition) => (await entries()).get(definition) ?? [],
    add: async (entry) => {
      // Only what was loaded before has to be told of it; what is loaded later finds it in the file.
      const known = await loaded;
      appendFileSync(file, `${JSON.stringify(entry)}\n`);
      if (known !== undefined) push(known, entry);
    },
  };
}

export const fingerprintIndexFile = 'fingerprints.jsonl';

const byDefinition = (entries: readonly Earlier[]): Map<string, Earlier[]> => {
  const groups = new Map<string, Earlier[]>();
  for (const entry of entries) push(groups, entry);
  return groups;
};

function push(groups: Map<string, Earlier[]>, entry: Earlier): void {
  const {definition} = entry.fingerprint;
  const group = groups.get(definition);
  if (group === undefined) groups.set(definition, [entry]);
  else group.push(entry);
}

async function load(file: string, folder: string): Promise<readonly Earlier[]> {
  try {
    const lines = (await readFile(file, 'utf8')).split('\n');
    // A line that a kill tore is passed over.
    return lines.map((line) => readEarlier(line)).filter((entry) => entry !== undefined);
  } catch {
    return gather(folder);
  }
}

/** From the artifacts themselves, where the index was deleted. */
async function gather(folder: string): Promise<readonly Earlier[]> {
  const found: Earlier[] = [];
  for (const shelf of (await readdir(folder).catch(() => [])).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
    for (const key of await readdir(join(folder, shelf)).catch(() => [])) {
      const read = (name: string) => readFile(join(folder, shelf, key, name)).catch(() => Buffer.alloc(0));
      const [fingerprint, manifest] = await Promise.all([read('fingerprint.json'), read('manifest.json')]);
      const entry = {key, stage: readManifest(manifest)?.stage, fingerprint: parse(fingerprint.toString())};
      if (isEarlier(entry)) found.push(entry);
    }
  }
  return found;
}

/** A line of the index; undefined where it is none. */
export function readEarlier(line: string): Earlier | undefined {
  const value = parse(line);
  return isEarlier(value) ? value : undefined;
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isEarlier = (value: unknown): value is Earlier =>
  isObject(value) &&
  typeof value['key'] === 'string' &&
  typeof value['stage'] === 'string' &&
  isFingerprint(value['fingerprint']);
