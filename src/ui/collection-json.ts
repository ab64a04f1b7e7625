import type {Collection} from '../runner/gc/collect.ts';
import type {RunOfKey} from '../tracking/runs-by-key.ts';
import {jsonText} from './json.ts';

/** `gc --json`: one object; times in ISO form, sizes in bytes, costs in seconds. */
export function collectionJson(
  {deletions, inUse, artifacts, room}: Collection,
  {dry, runs}: {readonly dry: boolean; readonly runs: ReadonlyMap<string, readonly RunOfKey[]>},
): string {
  return jsonText({
    dry,
    artifacts,
    bytes: room,
    freed: deletions.reduce((total, {frees}) => total + frees, 0),
    deletions: deletions.map(({stored: {kind, key, manifest, at}, reason, frees, remake}) => ({
      kind,
      stage: manifest?.stage ?? null,
      key,
      bytes: frees,
      reason,
      made: new Date(at).toISOString(),
      runs: (runs.get(key) ?? []).map(({id}) => id),
      ...(remake === undefined ? {} : {remake}),
    })),
    in_use: inUse.map(({stored: {key}}) => key),
  });
}
