/**
 * One text for one value, whatever the order in which its fields were set: keys sorted by code unit, no white space.
 * Undefined fields are left out, as JSON does. What JSON cannot say exactly (NaN, Infinity) throws: it must not reach a key.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const given = value as Readonly<Record<string, unknown>>;
    // Sorting goes by code unit where nothing else is said.
    const fields = Object.keys(given)
      .sort()
      .filter((name) => given[name] !== undefined)
      .map((name) => `${JSON.stringify(name)}:${canonicalJson(given[name])}`);
    return `{${fields.join(',')}}`;
  }
  if (value === undefined || (typeof value === 'number' && !Number.isFinite(value)))
    throw new TypeError(`${String(value)} has no place in a fingerprint.`);
  return JSON.stringify(value);
}
