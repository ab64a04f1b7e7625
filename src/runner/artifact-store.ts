import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {artifactFolder, type Lookup} from './artifact.ts';
import {checkFiles} from './check-files.ts';
import {type Claims, openClaims} from './claims.ts';
import type {CodeFiles, CodeFilesOf} from './code-files.ts';
import {openCodeHistory} from './code-history.ts';
import {openContentIndex} from './content-index.ts';
import {createDigester, type Digester} from './digest-path.ts';
import {beginDraft, type Draft} from './draft.ts';
import {fail, ok, type Result} from './failure.ts';
import {storeRefused} from './failures/store.ts';
import type {Fingerprint} from './fingerprint.ts';
import {openFingerprintIndex} from './fingerprint-index.ts';
import {type KeptState, readState} from './kept-state.ts';
import {readManifest} from './manifest.ts';
import type {Earlier, History, Present} from './history.ts';
import {readReports} from './recorded-reports.ts';
import {seal} from './seal.ts';
import {openUse} from './store-use.ts';
import {sweepStrays} from './sweep-strays.ts';
import {systemError} from './system-error.ts';

/** What stages leave, kept whole under the key of what decided it. */
export interface ArtifactStore extends History {
  /** What is found or made stays until the store is closed, whoever clears it up. */
  readonly find: (key: string) => Promise<Lookup>;
  /** Of earlier ones of its definition, what nothing but that param, a number, sets apart from a fingerprint: oldest first. */
  readonly kin: (fingerprint: Fingerprint, param: string) => Promise<readonly Earlier[]>;
  /** A place to make the artifact of a key in. */
  readonly begin: (key: string, options?: {readonly keepsState?: boolean}) => Promise<Result<Draft>>;
  /** Who works on which key. */
  readonly claims: Claims;
  /** What the stage of that key kept for a longer one to go on from, where it is there and whole. */
  readonly state: (key: string) => Promise<KeptState | undefined>;
  /** Content digest of a file or folder outside the store. */
  readonly digest: Digester['digest'];
  /** Ends the use of what was found, and keeps for the next process what this one learnt about files. */
  readonly close: () => Promise<void>;
}

/** A store to look into. */
export type StoreView = Omit<ArtifactStore, 'begin' | 'claims' | 'close'>;

/** Looks into the store in a folder, if there is one, and changes nothing there. */
export function viewStore(folder: string, {codeFiles = noCode, paramsOf}: Present = {}): StoreView {
  const {earlier, kin, madeAs} = openFingerprintIndex(folder);
  return {
    earlier,
    kin,
    madeAs,
    codeFiles: openCodeHistory(folder, codeFiles).filesOf,
    ...(paramsOf && {paramsOf}),
    artifactFiles: (key, digest) => artifactFiles(folder, key, digest),
    find: (key) => lookUp(folder, key, {mend: false}),
    state: (key) => readState(artifactFolder(folder, key)),
    digest: createDigester(folder).digest,
  };
}

const noCode: CodeFilesOf = () => Promise.resolve(undefined);

/**
 * A store in a folder, which may be deleted at any time:
 * `<2 hex>/<key>/{fingerprint.json, manifest.json, reports.jsonl, files/…}`, with `state.json` and `state/…` where a stage keeps it,
 *  `tmp/` for what is being made, `scratch/<key>/`, `claims/` for who makes it.
 */
export async function openStore(
  folder: string,
  now: () => number = Date.now,
  {codeFiles = noCode, paramsOf}: Present = {},
): Promise<Result<ArtifactStore>> {
  try {
    if (mkdirSync(folder, {recursive: true}) !== undefined) {
      writeFileSync(join(folder, 'CACHEDIR.TAG'), cacheDirTag);
      writeFileSync(join(folder, '.gitignore'), '*\n');
    }
  } catch (error) {
    return fail(storeRefused({doing: 'Making the artifact store', folder, code: systemError(error).code}));
  }
  await sweepStrays(folder, now());
  const digester = createDigester(folder, now);
  const index = openFingerprintIndex(folder);
  const code = openCodeHistory(folder, codeFiles);
  const contents = openContentIndex(folder);
  const use = openUse(folder);
  const claims = openClaims(folder);
  const find = async (key: string) => {
    await use.announce(key);
    return lookUp(folder, key, {mend: true});
  };
  return ok({
    earlier: index.earlier,
    kin: index.kin,
    madeAs: index.madeAs,
    codeFiles: code.filesOf,
    ...(paramsOf && {paramsOf}),
    artifactFiles: (key, digest) => artifactFiles(folder, key, digest),
    find,
    begin: async (key, {keepsState = false} = {}) => {
      // What is forced was not looked for before.
      await use.announce(key);
      return beginDraft({store: folder, key, find, now, index, contents, code, claims, keepsState});
    },
    claims,
    state: async (key) => {
      await use.announce(key);
      return readState(artifactFolder(folder, key));
    },
    digest: digester.digest,
    close: async () => {
      use.end();
      await digester.save();
    },
  });
}

/** Backup programs leave out folders that hold this file (bford.info/cachedir). */
const cacheDirTag = `Signature: 8a477f597d28d172789f06886806bc55
# Epochal keeps results here that it can make again. This folder may be deleted at any time.
`;

/** By its manifest; the files themselves are not looked at. */
function artifactFiles(store: string, key: string, digest: string): CodeFiles | undefined {
  const bytes = read(join(artifactFolder(store, key), 'manifest.json'));
  const manifest = bytes === undefined ? undefined : readManifest(bytes);
  const files = manifest?.digest === digest ? manifest.files() : undefined;
  return files && Object.fromEntries(files.map(({path, sha256}) => [path, sha256]));
}

/** A hit is trusted only when the disk shows what the manifest says. */
async function lookUp(
  store: string,
  key: string,
  {mend}: {/** Whether times that differ may be written down. */ readonly mend: boolean},
): Promise<Lookup> {
  const folder = artifactFolder(store, key);
  const bytes = read(join(folder, 'manifest.json'));
  if (bytes === undefined) return {found: 'nothing'};
  const manifest = readManifest(bytes);
  if (manifest?.key !== key) return {found: 'damaged', why: 'its manifest cannot be read'};
  const reports = readReports(read(join(folder, 'reports.jsonl'))?.toString() ?? '?');
  if (reports === undefined) return {found: 'damaged', why: 'its reports cannot be read'};
  const check = await checkFiles(join(folder, 'files'), manifest);
  if (check.files === 'damaged') return {found: 'damaged', why: check.why};
  if (check.files === 'touched' && mend) await seal(folder, manifest, check.found);
  const {digest, made} = manifest;
  return {found: 'whole', artifact: {key, digest, made, reports, folder: join(folder, 'files')}};
}

/** A sync read of a small file takes a tenth of an async one, and a warm run consists of them. */
function read(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
