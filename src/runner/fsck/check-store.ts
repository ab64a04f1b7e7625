import {existsSync} from 'node:fs';
import {artifactKeys} from '../gc/list-stored.ts';
import {checkArtifact} from './check-artifact.ts';
import {checkIndexes} from './check-indexes.ts';
import {checkStrays} from './check-strays.ts';
import type {Finding} from './finding.ts';
import {findTwins} from './twins.ts';

export interface StoreCheck {
  readonly artifacts: number;
  readonly findings: readonly Finding[];
}

/** Reads a store whole and changes nothing: each finding brings its repair. Throws what the file system throws. */
export async function checkStore(store: string): Promise<StoreCheck> {
  if (!existsSync(store)) return {artifacts: 0, findings: []};
  const twins = findTwins(store);
  const findings: Finding[] = [];
  const keys = artifactKeys(store);
  for (const key of keys) {
    const finding = await checkArtifact(store, key, twins);
    if (finding !== undefined) findings.push(finding);
  }
  return {
    artifacts: keys.length,
    findings: [...findings, ...(await checkIndexes(store)), ...checkStrays(store)],
  };
}
