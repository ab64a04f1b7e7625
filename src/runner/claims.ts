import {mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {Clock} from './clock.ts';
import {newMark, ownerOf, pidOf} from './process-mark.ts';
import {systemError} from './system-error.ts';

/**
 * Who works on which key, so that no two processes do the same work. Each puts up a file of its own and looks then: of two that come at
 * once at least one sees the other, and gives way. A file names its process and when that began, so none outlives it, however it ends.
 */
export interface Claims {
  /** False while another process has the key. Within this process it may be taken again. */
  readonly take: (key: string) => boolean;
  /** As often as it was taken. */
  readonly release: (key: string) => void;
  /** The process that has it: its id; undefined where nobody else has. */
  readonly holder: (key: string) => number | undefined;
  /** Resolves when nobody else has it, or the signal says stop. */
  readonly free: (key: string, clock: Clock, signal: AbortSignal) => Promise<void>;
}

/** `claims/<key>-<mark of a process>`, empty. */
export const claimsFolder = 'claims';

export function openClaims(store: string): Claims {
  const folder = join(store, claimsFolder);
  const held = new Map<string, {readonly file: string; count: number}>();
  let beating: NodeJS.Timeout | undefined;
  const keepBeating = () => {
    beating ??= setInterval(() => {
      for (const {file} of held.values()) beat(file);
    }, betweenBeats).unref();
  };
  const others = (key: string) =>
    claimsOf(store, key).alive.filter((name) => join(folder, name) !== held.get(key)?.file);
  return {
    take: (key) => {
      const own = held.get(key);
      if (own !== undefined) {
        own.count++;
        return true;
      }
      const {alive, gone} = claimsOf(store, key);
      if (alive.length > 0) return false;
      const file = join(folder, `${key}-${newMark()}`);
      if (!putUp(file)) return true;
      for (const name of gone) takeDown(join(folder, name));
      held.set(key, {file, count: 1});
      if (others(key).length > 0) {
        held.delete(key);
        takeDown(file);
        return false;
      }
      keepBeating();
      return true;
    },
    release: (key) => {
      const own = held.get(key);
      if (own === undefined || --own.count > 0) return;
      held.delete(key);
      takeDown(own.file);
      if (held.size > 0) return;
      clearInterval(beating);
      beating = undefined;
    },
    holder: (key) => {
      const [name] = others(key);
      return name === undefined ? undefined : pidOf(markIn(name));
    },
    free: async (key, clock, signal) => {
      do await clock.wait(pause * (0.5 + Math.random()), signal);
      while (!signal.aborted && others(key).length > 0);
    },
  };
}

/** Whether any process works on the key. */
export const isClaimed = (store: string, key: string): boolean => claimsOf(store, key).alive.length > 0;

/** The process that put up a claim: its mark. */
export const markIn = (name: string): string => name.slice(keyLength + 1);

const keyLength = 64;
/** Milliseconds between looks; not all who wait look at once. */
const pause = 100;
/** Of a process of another machine nothing is known but that it goes on touching its files. Milliseconds. */
const betweenBeats = 20_000;
const lastBeat = 120_000;

interface ClaimsOfKey {
  readonly alive: readonly string[];
  readonly gone: readonly string[];
}

function claimsOf(store: string, key: string): ClaimsOfKey {
  const folder = join(store, claimsFolder);
  const [alive, gone]: [string[], string[]] = [[], []];
  for (const name of namesIn(folder))
    if (name.startsWith(key)) (isAlive(join(folder, name), markIn(name)) ? alive : gone).push(name);
  return {alive, gone};
}

function isAlive(file: string, mark: string): boolean {
  const owner = ownerOf(mark);
  if (owner !== 'unknown') return owner === 'alive';
  try {
    return Date.now() - statSync(file).mtimeMs < lastBeat;
  } catch (error) {
    systemError(error);
    return false;
  }
}

/** False where nothing can be written: then nobody else can publish there either. */
function putUp(file: string): boolean {
  try {
    mkdirSync(dirname(file), {recursive: true});
    writeFileSync(file, '', {flag: 'wx'});
    return true;
  } catch (error) {
    systemError(error);
    return false;
  }
}

/** What cannot be removed is nobody's claim when this process is gone. */
function takeDown(file: string): void {
  try {
    rmSync(file, {force: true});
  } catch (error) {
    systemError(error);
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    // Nobody ever claimed anything here.
    systemError(error);
    return [];
  }
}

function beat(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch (error) {
    // Somebody deleted the store.
    systemError(error);
  }
}
