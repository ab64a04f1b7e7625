import type {Fingerprint} from './fingerprint.ts';

/** Undefined where the text is none. */
export function readFingerprint(text: string): Fingerprint | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFingerprint(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export const isFingerprint = (value: unknown): value is Fingerprint =>
  isObject(value) &&
  typeof value['definition'] === 'string' &&
  [value['params'], value['inputs'], value['code']].every(isObject);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
