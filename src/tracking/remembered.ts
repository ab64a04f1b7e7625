/** A function that is asked once for each thing: of ten thousand runs most say the same. */
export function remembered<Given, T>(read: (given: Given) => T): (given: Given) => T {
  const known = new Map<Given, T>();
  return (given) => {
    const found = known.get(given);
    if (found !== undefined || known.has(given)) return found as T;
    const value = read(given);
    known.set(given, value);
    return value;
  };
}
