import {chmodSync, copyFileSync, mkdirSync, renameSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {artifactFolder} from '../artifact.ts';
import {folderFiles} from '../folder-files.ts';
import type {Manifest} from '../manifest.ts';
import {newMark} from '../process-mark.ts';
import {seal} from '../seal.ts';
import type {Comparison} from './compare-content.ts';
import {type Repair, repaired} from './finding.ts';
import {damagedFolder, setAside} from './set-aside.ts';
import type {Twins} from './twins.ts';

interface Mending extends Pick<Comparison, 'wrong' | 'extra'> {
  readonly store: string;
  readonly manifest: Manifest;
  readonly twins: Twins;
}

/** Takes equal files of other artifacts for those that are wrong, and moves away what does not belong; else sets the artifact aside. */
export async function mend({store, manifest, wrong, extra, twins}: Mending): Promise<Repair> {
  const {key} = manifest;
  const found = await Promise.all(
    wrong.map(async ({file}) => ({path: file.path, twin: await twins.find(file.sha256)})),
  );
  const mendable = found.flatMap(({path, twin}) => (twin === undefined ? [] : [{path, twin}]));
  if (mendable.length < found.length) return setAside(store, key);
  const folder = artifactFolder(store, key);
  const files = join(folder, 'files');
  // What stands in the way of a file, such as a link of its name, goes first.
  for (const {absolute} of extra) {
    mkdirSync(join(store, damagedFolder), {recursive: true});
    renameSync(absolute, join(store, damagedFolder, `${key}-${newMark()}`));
  }
  for (const {path, twin} of mendable) {
    const beside = join(store, 'tmp', newMark());
    mkdirSync(dirname(beside), {recursive: true});
    copyFileSync(twin, beside);
    chmodSync(beside, 0o444);
    mkdirSync(dirname(join(files, path)), {recursive: true});
    renameSync(beside, join(files, path));
  }
  await seal(folder, manifest, (await folderFiles(files, {links: 'refuse'})).files);
  const done = [
    ...(mendable.length > 0 ? ['mended with an equal file of another artifact'] : []),
    ...(extra.length > 0 ? ['moved away'] : []),
  ];
  return repaired(done.join(', the rest '));
}
