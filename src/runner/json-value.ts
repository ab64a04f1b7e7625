/** For texts of the store and of other programs, which may be of any form: damaged ones are no exception. */

export type JsonObject = Readonly<Record<string, unknown>>;

/** Undefined where the text is no JSON. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
