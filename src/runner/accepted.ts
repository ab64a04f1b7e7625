import type {Lookup} from './artifact.ts';
import {keyOf, type Difference, type Fingerprint} from './fingerprint.ts';

/**
 * A change of code that somebody said does not matter for what comes out. It holds for every stage of that definition whose code is as it
 * was after it, whatever its params: where the store has nothing for the code of now, the result of the code of before is taken.
 */
export interface AcceptedChange {
  /** The name of the stage definition. */
  readonly definition: string;
  readonly changes: readonly CodeChange[];
  /** Milliseconds since 1970. */
  readonly at: number;
  /** In words: `code of ml/training.ts changed`. */
  readonly what: string;
}

/** One module's digest, or the text of a command, before and after. */
export interface CodeChange {
  readonly field: 'code' | 'command';
  /** The module; empty for a command. */
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** A result that an accepted change lets stand for the present code. */
export interface StandIn {
  /** Of the result: with the code of before. */
  readonly fingerprint: Fingerprint;
  /** `accepted as cosmetic on 2026-11-25: code of ml/training.ts changed`. */
  readonly reason: string;
}

/** Nobody accepts so many changes one upon the other. */
const most = 200;

/** What a fingerprint may be taken for, the fewest changes away first. */
export function standIns(fingerprint: Fingerprint, accepted: readonly AcceptedChange[]): readonly StandIn[] {
  const relevant = accepted.filter(({definition}) => definition === fingerprint.definition);
  const seen = new Set([keyOf(fingerprint)]);
  const found: StandIn[] = [];
  let edge: readonly Fingerprint[] = relevant.length === 0 ? [] : [fingerprint];
  while (edge.length > 0 && found.length < most) {
    const next: Fingerprint[] = [];
    for (const [each, change] of edge.flatMap((one) => relevant.map((change) => [one, change] as const))) {
      const before = asBefore(each, change);
      const key = keyOf(before);
      if (seen.has(key)) continue;
      seen.add(key);
      next.push(before);
      found.push({fingerprint: before, reason: reasonOf(change)});
    }
    edge = next;
  }
  return found;
}

/** The nearest stand-in that the store has, where it has nothing for the fingerprint itself. */
export async function findStandIn(
  fingerprint: Fingerprint,
  accepted: readonly AcceptedChange[],
  find: (key: string) => Promise<Lookup>,
): Promise<StandIn | undefined> {
  const candidates = standIns(fingerprint, accepted);
  if (candidates.length === 0 || (await find(keyOf(fingerprint))).found === 'whole') return undefined;
  for (const each of candidates) if ((await find(keyOf(each.fingerprint))).found === 'whole') return each;
  return undefined;
}

/** Undefined where more differs than code that was there before and is there now. */
export function asCodeChanges(differences: readonly Difference[]): readonly CodeChange[] | undefined {
  const changes = differences.flatMap(({field, name, before, after}): CodeChange[] =>
    (field === 'code' || field === 'command') && typeof before === 'string' && typeof after === 'string'
      ? [{field, name, before, after}]
      : [],
  );
  return changes.length === differences.length && changes.length > 0 ? changes : undefined;
}

function asBefore(fingerprint: Fingerprint, {changes}: AcceptedChange): Fingerprint {
  const code: Record<string, string> = {...fingerprint.code};
  let {command} = fingerprint;
  for (const {field, name, before, after} of changes) {
    if (field === 'code' && Object.hasOwn(code, name) && code[name] === after) code[name] = before;
    if (field === 'command' && command === after) command = before;
  }
  return {...fingerprint, code, ...(command === undefined ? {} : {command})};
}

/** Led by these words a reason tells of an accepted change. */
export const acceptedWords = 'accepted as cosmetic on';

const reasonOf = ({at, what}: AcceptedChange): string =>
  `${acceptedWords} ${new Date(at).toISOString().slice(0, 10)}: ${what}`;
