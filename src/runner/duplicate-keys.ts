import {isMap, isPair, isScalar, isSeq, type Scalar} from 'yaml';

/**
 * Every key that its map has before, in the order of the file. The parser's own search compares each key with all before it: of a thousand
 * stages that is half a million comparisons.
 */
export function duplicateKeys(node: unknown): readonly Scalar[] {
  if (isPair(node)) return [...duplicateKeys(node.key), ...duplicateKeys(node.value)];
  if (isSeq(node)) return node.items.flatMap((item) => duplicateKeys(item));
  if (!isMap(node)) return [];
  const seen = new Set<unknown>();
  return node.items.flatMap(({key, value}) => {
    const twice = isScalar(key) && seen.has(key.value) ? [key] : [];
    if (isScalar(key)) seen.add(key.value);
    return [...twice, ...duplicateKeys(value)];
  });
}
