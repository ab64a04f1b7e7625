import {keyOf, type Fingerprint} from './fingerprint.ts';
import type {Earlier} from './history.ts';

/** Of earlier ones of one definition, oldest first and only ever more of them: those that nothing but the param, a number, sets apart. */
export type FindKin = (
  earlier: readonly Earlier[],
  fingerprint: Fingerprint,
  param: string,
) => readonly Earlier[];

/** Sorts each into its group once, so that the thousandth trial of a sweep finds its kin as quickly as the first. */
export function groupKin(): FindKin {
  const grouped = new Map<string, {seen: number; readonly groups: Map<string, Earlier[]>}>();
  return (earlier, fingerprint, param) => {
    const name = JSON.stringify([fingerprint.definition, param]);
    const known = grouped.get(name) ?? {seen: 0, groups: new Map<string, Earlier[]>()};
    grouped.set(name, known);
    for (const each of earlier.slice(known.seen)) {
      if (typeof each.fingerprint.params[param] !== 'number') continue;
      const key = keyWithout(each.fingerprint, param);
      const group = known.groups.get(key);
      if (group === undefined) known.groups.set(key, [each]);
      else group.push(each);
    }
    known.seen = earlier.length;
    const now = fingerprint.params[param];
    const kin = known.groups.get(keyWithout(fingerprint, param)) ?? [];
    return kin.filter((each) => each.fingerprint.params[param] !== now);
  };
}

function keyWithout(fingerprint: Fingerprint, param: string): string {
  const {[param]: _, ...params} = fingerprint.params;
  return keyOf({...fingerprint, params});
}
