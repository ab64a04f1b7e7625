import {existsSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {artifactFolder} from '../artifact.ts';
import {keyOf} from '../fingerprint.ts';
import type {FolderFile} from '../folder-files.ts';
import {readState, stateFile, stateFolder} from '../kept-state.ts';
import {type Manifest, readManifest} from '../manifest.ts';
import {readFingerprint} from '../read-fingerprint.ts';
import {readReports} from '../recorded-reports.ts';
import {seal} from '../seal.ts';
import {systemError} from '../system-error.ts';
import {compareContent} from './compare-content.ts';
import {type Finding, repaired} from './finding.ts';
import {mend} from './mend.ts';
import {readOrNothing} from './read-or-nothing.ts';
import {setAside} from './set-aside.ts';
import type {Twins} from './twins.ts';

/** Reads all of an artifact. Undefined where it is as it should be. `twins`: where equal files lie, to mend it from. */
export async function checkArtifact(store: string, key: string, twins: Twins): Promise<Finding | undefined> {
  const folder = artifactFolder(store, key);
  const manifest = readManifest(readOrNothing(join(folder, 'manifest.json')));
  const place = `${manifest?.stage ?? 'artifact'} ${key.slice(0, 8)}`;
  const lost = (what: string): Finding => ({
    place,
    kind: 'damage',
    what,
    repair: () => setAside(store, key),
  });
  if (manifest?.key !== key) return lost('its manifest cannot be read');
  const around = faultAround(folder, key);
  if (around !== undefined) return lost(around);
  const files = join(folder, 'files');
  try {
    const compared = await compareContent(files, manifest);
    if (compared === undefined) return lost('the list of files in its manifest is damaged');
    const {wrong, extra, touched, found} = compared;
    const all = [...wrong, ...extra].map(({what}) => what);
    if (all.length > 0) {
      const what = `${all.slice(0, most).join(', ')}${all.length > most ? ` and ${all.length - most} more` : ''}`;
      return {place, kind: 'damage', what, repair: () => mend({store, manifest, wrong, extra, twins})};
    }
    if (await isStateDamaged(folder)) return stateless(place, folder);
    return touched ? untimely(place, {folder, manifest, found}) : undefined;
  } catch (error) {
    return lost(`its files cannot be read (${systemError(error).reason})`);
  }
}

const most = 3;

/** What lies beside the files. */
function faultAround(folder: string, key: string): string | undefined {
  const fingerprint = readFingerprint(readOrNothing(join(folder, 'fingerprint.json')).toString());
  if (fingerprint === undefined) return 'its fingerprint cannot be read';
  if (keyOf(fingerprint) !== key) return 'its fingerprint is that of another key';
  const reports = readOrNothing(join(folder, 'reports.jsonl'), '?').toString();
  return readReports(reports) === undefined ? 'its reports cannot be read' : undefined;
}

const isStateDamaged = async (folder: string): Promise<boolean> =>
  (existsSync(stateFolder(folder)) || existsSync(join(folder, stateFile))) &&
  (await readState(folder)) === undefined;

const stateless = (place: string, folder: string): Finding => ({
  place,
  kind: 'damage',
  what: 'what it keeps for a longer stage to go on from is damaged, the result itself is whole',
  repair: () => {
    rmSync(join(folder, stateFile), {force: true});
    rmSync(stateFolder(folder), {recursive: true, force: true});
    return Promise.resolve(repaired('removed: a longer stage begins at its beginning'));
  },
});

interface Untimely {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly found: readonly FolderFile[];
}

const untimely = (place: string, {folder, manifest, found}: Untimely): Finding => ({
  place,
  kind: 'leftover',
  what: 'its content is right, but its files have other times than noted, as after a copy',
  repair: async () => {
    await seal(folder, manifest, found);
    return repaired('noted');
  },
});
