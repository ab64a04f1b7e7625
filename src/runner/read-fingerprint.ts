import type {Fingerprint} from './fingerprint.ts';
import {isObject, parseJson} from './json-value.ts';

/** Undefined where the text is none. */
export function readFingerprint(text: string): Fingerprint | undefined {
  const value = parseJson(text);
  return isFingerprint(value) ? value : undefined;
}

export const isFingerprint = (value: unknown): value is Fingerprint =>
  isObject(value) &&
  typeof value['definition'] === 'string' &&
  [value['params'], value['inputs'], value['code']].every(isObject);
