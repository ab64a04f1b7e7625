import {existsSync} from 'node:fs';
import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {appendLines} from './append-lines.ts';
import type {Fingerprint} from './fingerprint.ts';
import type {Earlier} from './history.ts';
import {groupKin} from './kin.ts';
import {readManifest} from './manifest.ts';
import {isFingerprint} from './read-fingerprint.ts';
import {isObject, parseJson} from './json-value.ts';

/**
 * The fingerprints of all that was ever published here, oldest first, a line each: what `why it runs` is told from.
 * Read only when something has to run. It may name artifacts that are gone: what was then is still worth comparing with.
 */
export interface FingerprintIndex {
  readonly earlier: (definition: string) => Promise<readonly Earlier[]>;
  /** What nothing but that param, a number, sets apart from a fingerprint. */
  readonly kin: (fingerprint: Fingerprint, param: string) => Promise<readonly Earlier[]>;
  /** What had that content. */
  readonly madeAs: (digest: string) => Promise<readonly Earlier[]>;
  readonly add: (entry: Earlier) => Promise<void>;
}

export const fingerprintIndexFile = 'fingerprints.jsonl';

export function openFingerprintIndex(folder: string): FingerprintIndex {
  const file = join(folder, fingerprintIndexFile);
  let loaded: Promise<Known> | undefined;
  const known = () => (loaded ??= load(file, folder).then(inOrder));
  const earlier = async (definition: string) => (await known()).byDefinition.get(definition) ?? [];
  const kinOf = groupKin();
  return {
    earlier,
    kin: async (fingerprint, param) => kinOf(await earlier(fingerprint.definition), fingerprint, param),
    madeAs: async (digest) => (await known()).byDigest.get(digest) ?? [],
    add: async (entry) => {
      // Where it was deleted, what was told from the artifacts until now goes first: from now on the file is asked.
      const anew = existsSync(file) ? [] : [...(await known()).byDefinition.values()].flat();
      // Only what was loaded before has to be told of it; what is loaded later finds it in the file.
      const before = await loaded;
      appendLines(file, [...anew, entry].map((each) => `${JSON.stringify(each)}\n`).join(''));
      if (before !== undefined) keep(before, entry);
    },
  };
}

interface Known {
  readonly byDefinition: Map<string, Earlier[]>;
  readonly byDigest: Map<string, Earlier[]>;
}

function inOrder(entries: readonly Earlier[]): Known {
  const known: Known = {byDefinition: new Map(), byDigest: new Map()};
  for (const entry of entries) keep(known, entry);
  return known;
}

function keep({byDefinition, byDigest}: Known, told: Earlier): void {
  const entry = sharing(told, byDefinition.get(told.fingerprint.definition)?.at(-1));
  push(byDefinition, entry.fingerprint.definition, entry);
  if (entry.digest !== undefined) push(byDigest, entry.digest, entry);
}

/** Thousands of trials differ in a param or two: what one has in common with the one before is kept once. */
function sharing(entry: Earlier, before: Earlier | undefined): Earlier {
  if (before === undefined) return entry;
  const {inputs, code} = entry.fingerprint;
  return {
    ...entry,
    fingerprint: {
      ...entry.fingerprint,
      inputs: shared(inputs, before.fingerprint.inputs),
      code: shared(code, before.fingerprint.code),
    },
  };
}

const shared = <T>(one: T, other: T): T => (isDeepStrictEqual(one, other) ? other : one);

function push(groups: Map<string, Earlier[]>, name: string, entry: Earlier): void {
  const group = groups.get(name);
  if (group === undefined) groups.set(name, [entry]);
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
  const found: {readonly entry: Earlier; readonly at: number}[] = [];
  for (const shelf of (await readdir(folder).catch(() => [])).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
    for (const key of await readdir(join(folder, shelf)).catch(() => [])) {
      const read = (name: string) => readFile(join(folder, shelf, key, name)).catch(() => Buffer.alloc(0));
      const [fingerprint, bytes] = await Promise.all([read('fingerprint.json'), read('manifest.json')]);
      const manifest = readManifest(bytes);
      const entry = {
        key,
        stage: manifest?.stage,
        fingerprint: parseJson(fingerprint.toString()),
        digest: manifest?.digest,
      };
      if (isEarlier(entry)) found.push({entry, at: manifest?.made.at ?? 0});
    }
  }
  return found.sort((a, b) => a.at - b.at).map(({entry}) => entry);
}

/** A line of the index; undefined where it is none. */
export function readEarlier(line: string): Earlier | undefined {
  const value = parseJson(line);
  return isEarlier(value) ? value : undefined;
}

const isEarlier = (value: unknown): value is Earlier =>
  isObject(value) &&
  typeof value['key'] === 'string' &&
  typeof value['stage'] === 'string' &&
  isFingerprint(value['fingerprint']);
