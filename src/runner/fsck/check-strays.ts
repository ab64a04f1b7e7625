import {existsSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {artifactFolder} from '../artifact.ts';
import {claimsFolder, isClaimed, markIn} from '../claims.ts';
import {codeHistoryFile} from '../code-history.ts';
import {contentIndexFile} from '../content-index.ts';
import {statIndexFiles} from '../digest-path.ts';
import {fingerprintIndexFile} from '../fingerprint-index.ts';
import {ownerOf} from '../process-mark.ts';
import {collectionLock, inUseFolder, isHeld} from '../store-use.ts';
import {type Finding, repaired} from './finding.ts';
import {damagedFolder} from './set-aside.ts';

/** What processes left that are no more, and what nobody of ours put there. */
export function checkStrays(store: string): readonly Finding[] {
  const left = (place: string, what: string): Finding => ({
    place,
    kind: 'leftover',
    what,
    repair: () => {
      rmSync(join(store, place), {recursive: true, force: true});
      return Promise.resolve(repaired('removed'));
    },
  });
  const gone = 'left by a process that is gone';
  const ofDead = ['tmp', inUseFolder].flatMap((folder) =>
    list(join(store, folder))
      .filter((name) => ownerOf(name) !== 'alive')
      .map((name) => {
        if (ownerOf(name) === 'gone') return left(`${folder}/${name}`, gone);
        return isMark.test(name)
          ? ofAnotherMachine(`${folder}/${name}`)
          : left(`${folder}/${name}`, 'of no process of ours');
      }),
  );
  const claims = list(join(store, claimsFolder))
    .filter((name) => ownerOf(markIn(name)) === 'gone')
    .map((name) => left(`${claimsFolder}/${name}`, gone));
  const done = list(join(store, 'scratch'))
    .filter((name) => /^[0-9a-f]{64}$/.test(name) && !isClaimed(store, name))
    .filter((name) => existsSync(join(artifactFolder(store, name), 'manifest.json')))
    .map((name) => left(`scratch/${name}`, 'of a stage that has its result'));
  const locks = list(store)
    .filter((name) => isLock(name) && !isHeld(join(store, name)))
    .map((name) => left(name, gone));
  return [...ofDead, ...claims, ...done, ...locks, ...foreign(store)];
}

/** That of who clears up, and what stands for the right to take it over. */
const isLock = (name: string): boolean => name === collectionLock || /^gc\.lock[.-]/.test(name);

const isMark = /^[0-9a-f]{8}-\d+-\w+/;

const ofAnotherMachine = (place: string): Finding => ({
  place,
  kind: 'leftover',
  what: 'of a process of another machine',
  repair: () =>
    Promise.resolve({repaired: false, why: 'that may be at work: it is swept when it is a week old'}),
});

const ours = new Set<string>([
  'CACHEDIR.TAG',
  '.gitignore',
  'tmp',
  'scratch',
  damagedFolder,
  claimsFolder,
  inUseFolder,
  contentIndexFile,
  fingerprintIndexFile,
  codeHistoryFile,
  ...Object.values(statIndexFiles),
]);

/** It stays: somebody may want it. */
function foreign(store: string): readonly Finding[] {
  const shelves = list(store).filter((name) => /^[0-9a-f]{2}$/.test(name));
  const names = [
    ...list(store).filter(
      (name) => !ours.has(name) && !isLock(name) && !shelves.includes(name) && !name.endsWith('.tmp'),
    ),
    ...shelves.flatMap((shelf) =>
      list(join(store, shelf))
        .filter((name) => !/^[0-9a-f]{64}$/.test(name) || !name.startsWith(shelf))
        .map((name) => `${shelf}/${name}`),
    ),
  ];
  return names.map((name) => ({
    place: name,
    kind: 'leftover',
    what: 'does not belong to the store',
    repair: () => Promise.resolve({repaired: false, why: 'it is not ours: move it away'}),
  }));
}

const list = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder).sort() : []);
