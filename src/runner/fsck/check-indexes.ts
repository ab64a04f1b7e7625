import {existsSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {artifactFolder} from '../artifact.ts';
import {contentIndexFile, keepContents, knownContents, type Content} from '../content-index.ts';
import {fileMark, folderMark, statIndexFiles} from '../digest-path.ts';
import {fingerprintIndexFile, readEarlier} from '../fingerprint-index.ts';
import {keyOf} from '../fingerprint.ts';
import {folderDigest, type FolderFile, folderFiles} from '../folder-files.ts';
import {artifactKeys} from '../gc/list-stored.ts';
import {hashFiles} from '../hash-files.ts';
import {readManifest} from '../manifest.ts';
import {readFingerprint} from '../read-fingerprint.ts';
import {readStatIndex} from '../stat-index.ts';
import {systemError} from '../system-error.ts';
import {writeWhole} from '../write-whole.ts';
import {type Finding, repaired} from './finding.ts';
import {readOrNothing} from './read-or-nothing.ts';

/** Whether the indexes tell the truth. Files outside the store that they vouch for are read, whole. */
export async function checkIndexes(store: string): Promise<readonly Finding[]> {
  const hashed = new Map<string, string>();
  const findings = [checkFingerprints(store), checkContents(store)];
  for (const name of Object.values(statIndexFiles)) findings.push(await checkStatIndex(store, name, hashed));
  return findings.filter((finding) => finding !== undefined);
}

/** `hashed`: what was read already. */
async function checkStatIndex(
  store: string,
  name: string,
  hashed: Map<string, string>,
): Promise<Finding | undefined> {
  const file = join(store, name);
  if (!existsSync(file)) return undefined;
  const rows = readStatIndex(readOrNothing(file).toString());
  if (rows === undefined)
    return {
      place: name,
      kind: 'damage',
      what: 'it cannot be read',
      repair: () => {
        rmSync(file, {force: true});
        return Promise.resolve(repaired('removed: files are read again'));
      },
    };
  const lies = new Set<string>();
  for (const [path, mark, digest] of rows) {
    const now = await digestUnder(path, mark, hashed);
    if (now !== undefined && now !== digest) lies.add(path);
  }
  const [first] = lies;
  if (first === undefined) return undefined;
  return {
    place: name,
    kind: 'damage',
    what: `it says what is not so of ${first}${lies.size > 1 ? ` and ${lies.size - 1} more` : ''}`,
    repair: async () => {
      await writeWhole(file, JSON.stringify(rows.filter(([path]) => !lies.has(path))));
      return repaired('removed: those are read again');
    },
  };
}

/** The digest of what lies there, if that is what the mark is of: of anything else the index is not asked. */
async function digestUnder(
  path: string,
  mark: string,
  hashed: Map<string, string>,
): Promise<string | undefined> {
  const hashesOf = async (files: readonly FolderFile[]) => {
    const unread = files.filter(({absolute}) => !hashed.has(absolute));
    const hashes = await hashFiles(unread);
    unread.forEach(({absolute}, each) => hashed.set(absolute, hashes[each] ?? ''));
    return files.map((file) => ({path: file.path, sha256: hashed.get(file.absolute) ?? ''}));
  };
  try {
    const stat = statSync(path);
    if (stat.isFile()) {
      if (fileMark(stat) !== mark) return undefined;
      return (await hashesOf([{path, absolute: path, stat}]))[0]?.sha256;
    }
    const {files} = await folderFiles(path, {links: 'follow'});
    return folderMark(files) === mark ? folderDigest(await hashesOf(files)) : undefined;
  } catch (error) {
    systemError(error);
    return undefined;
  }
}

/** It holds more than the store: what was once. But each line must be true, and no artifact missing. */
function checkFingerprints(store: string): Finding | undefined {
  const file = join(store, fingerprintIndexFile);
  if (!existsSync(file)) return undefined;
  // Before the lines: each line is written before its artifact is seen.
  const keys = artifactKeys(store);
  const lines = readOrNothing(file)
    .toString()
    .split('\n')
    .filter((line) => line !== '');
  const entries = lines.map((line) => readEarlier(line)).filter((entry) => entry !== undefined);
  const honest = entries.filter(({key, fingerprint}) => keyOf(fingerprint) === key);
  const known = new Set(honest.map(({key}) => key));
  const missing = keys
    .filter((key) => !known.has(key))
    .flatMap((key) => {
      const read = (name: string) => readOrNothing(join(artifactFolder(store, key), name));
      const fingerprint = readFingerprint(read('fingerprint.json').toString());
      const manifest = readManifest(read('manifest.json'));
      return fingerprint === undefined || manifest === undefined || keyOf(fingerprint) !== key
        ? []
        : [{key, stage: manifest.stage, fingerprint, digest: manifest.digest}];
    });
  const [torn, lies] = [lines.length - entries.length, entries.length - honest.length];
  const faults = [
    ...(lies > 0 ? [`${linesHave(lies)} another key than their fingerprint's`] : []),
    ...(torn > 0 ? [`${torn} ${torn === 1 ? 'line' : 'lines'} cannot be read`] : []),
    ...(missing.length > 0
      ? [`${missing.length === 1 ? 'an artifact is' : `${missing.length} artifacts are`} missing`]
      : []),
  ];
  if (faults.length === 0) return undefined;
  return {
    place: fingerprintIndexFile,
    kind: lies > 0 ? 'damage' : 'leftover',
    what: faults.join(', '),
    repair: async () => {
      const kept = [...honest, ...missing].map((entry) => `${JSON.stringify(entry)}\n`);
      await writeWhole(file, kept.join(''));
      return repaired('written anew');
    },
  };
}

const linesHave = (count: number): string => (count === 1 ? '1 line has' : `${count} lines have`);

function checkContents(store: string): Finding | undefined {
  const files = new Map<string, ReadonlyMap<string, string>>();
  const filesOf = (key: string) => {
    const bytes = readOrNothing(join(artifactFolder(store, key), 'manifest.json'));
    const read =
      files.get(key) ??
      new Map(
        readManifest(bytes)
          ?.files()
          ?.map(({path, sha256}) => [path, sha256]),
      );
    files.set(key, read);
    return read;
  };
  const isTrue = ({key, path, sha256}: Content) => filesOf(key).get(path) === sha256;
  const untrue = knownContents(store).filter((content) => !isTrue(content)).length;
  if (untrue === 0) return undefined;
  return {
    place: contentIndexFile,
    kind: 'leftover',
    what: `it names ${untrue === 1 ? 'a file' : `${untrue} files`} that no artifact has`,
    repair: async () => {
      // Artifacts may have been set aside since.
      files.clear();
      await keepContents(store, isTrue);
      return repaired('removed from it');
    },
  };
}
