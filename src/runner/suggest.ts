import {closest, distance} from 'fastest-levenshtein';

/** The name that was probably meant, or undefined where none is near. */
export function suggest(name: string, names: readonly string[]): string | undefined {
  if (names.length === 0 || name.length > 100) return undefined;
  const nearest = closest(name.toLowerCase(), names);
  return distance(name.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, Math.floor(name.length / 3))
    ? nearest
    : undefined;
}
