/**
 * One text for one value, whatever the order in which its fields were set: keys sorted by code unit, no white space.
 * Undefined fields are left out, as JSON does. What JSON cannot say exactly (NaN, Infinity) throws: it must not reach a key.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`);
    return `{${fields.join(',')}}`;
  }
  if (value === undefined || (typeof value === 'number' && !Number.isFinite(value)))
    throw new TypeError(`${String(value)} has no place in a fingerprint.`);
  return JSON.stringify(value);
}
