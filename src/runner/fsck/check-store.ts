import {existsSync, statSync} from 'node:fs';
import {artifactFolder} from '../artifact.ts';
import {artifactKeys} from '../gc/list-stored.ts';
import {checkArtifact} from './check-artifact.ts';
import {checkIndexes} from './check-indexes.ts';
import {checkStrays} from './check-strays.ts';
import {type Finding, repaired} from './finding.ts';
import {findTwins, type Twins} from './twins.ts';

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
    const finding = await checkSettled(store, key, twins);
    if (finding !== undefined) findings.push(finding);
  }
  return {
    artifacts: keys.length,
    findings: [...findings, ...(await checkIndexes(store)), ...checkStrays(store)],
  };
}

/** As `checkArtifact`; what another process deletes or replaces while it is read is not damaged. */
async function checkSettled(store: string, key: string, twins: Twins): Promise<Finding | undefined> {
  const inode = () => statSync(artifactFolder(store, key), {throwIfNoEntry: false})?.ino;
  for (let before = inode(); before !== undefined; before = inode()) {
    const seen = before;
    const finding = await checkArtifact(store, key, twins);
    if (finding === undefined) return undefined;
    if (inode() !== seen) continue;
    // Until all is read there is time for it, too.
    const repair = () =>
      inode() === seen
        ? finding.repair()
        : Promise.resolve(repaired('deleted or replaced by another process meanwhile'));
    return {...finding, repair};
  }
  return undefined;
}
