import {byteSize} from './byte-size.ts';
import {wrongShape} from './failures/shape.ts';
import {entry, knownKeys, type Entry, type YamlReader} from './yaml-reader.ts';

const asked = {what: '`store:`', example: '`store: {max_size: 20GB}`'};

/** Of `store:` at the top of a pipeline file the bytes that all artifacts together may take; undefined where it says none. */
export function readStoreLimit(reader: YamlReader, given: Entry | undefined): number | undefined {
  if (given === undefined || reader.isNothing(given.value)) return undefined;
  const entries = reader.entries(given.value, asked);
  if (entries === undefined) return undefined;
  knownKeys(reader, entries, {of: '`store:`', known: ['max_size']});
  const most = entry(entries, 'max_size');
  if (most === undefined || reader.isNothing(most.value)) return undefined;
  const value = reader.param(most.value, '`max_size:`');
  if (value === undefined) return undefined;
  const bytes = typeof value === 'string' || typeof value === 'number' ? byteSize(String(value)) : undefined;
  if (bytes === undefined)
    reader.faults.push(
      wrongShape({
        where: most.value.where,
        what: '`max_size:`',
        expected: 'a size in bytes, kB, MB, GB or TB',
        example: asked.example,
      }),
    );
  return bytes;
}
