import type {Failure} from '../failure.ts';
import {user} from './words.ts';

/** Texts about the store of artifacts: functions from facts to a failure. */

/** System code → why it refuses and what to do. */
export const refusals = (folder: string): Readonly<Record<string, readonly [why: string, todo: string]>> => ({
  ENOSPC: ['the disk is full', `Free some space on the disk of ${folder}, then run again.`],
  EDQUOT: ['your quota of disk space is used up', 'Free some space, then run again.'],
  EACCES: ['permission was denied', `Make ${folder} writable for you, then run again.`],
  EPERM: ['permission was denied', `Make ${folder} writable for you, then run again.`],
  EROFS: ['the file system is read only', 'Put the workspace on a disk that can be written.'],
  EMFILE: ['too many files are open', 'Raise the limit (`ulimit -n`), then run again.'],
  EIO: ['the disk could not read or write', `Check the disk of ${folder}, then run again.`],
});

/** What the file system refused. */
export const storeRefused = (facts: {
  readonly doing: string;
  readonly folder: string;
  readonly code: string;
}): Failure => {
  const {doing, folder, code} = facts;
  const [why, todo] = refusals(folder)[code] ?? [
    `the system said ${code}`,
    `Look at ${folder}, then run again.`,
  ];
  return {
    code: code === 'ENOSPC' || code === 'EDQUOT' ? 'disk-full' : 'store-refused',
    blame: 'outside',
    what: `${doing} failed: ${why}.`,
    where: {file: folder},
    todo,
    facts,
  };
};

export const notPlainFile = (file: string, kind: string): Failure => ({
  code: 'artifact-not-plain',
  blame: 'stage',
  what: `${file} is ${kind}; an artifact holds files and folders only.`,
  where: {file},
  todo: 'Let the stage write a copy instead.',
});

/** `by`: what stands there, if anything does. */
export const outputReplaced = (
  stage: string,
  by: {readonly isSymbolicLink: () => boolean} | undefined,
): Failure => {
  const left = by === undefined ? 'nothing' : by.isSymbolicLink() ? 'a symbolic link' : 'a file';
  return {
    code: 'artifact-not-plain',
    blame: 'stage',
    what: `Stage ${stage} left ${left} in the place of its output folder.`,
    todo: 'Let it write into the folder that it is given (`EPOCHAL_OUT`), and leave the folder itself where it is.',
  };
};

export const digestMissing = (path: string): Failure =>
  user(
    'input-missing',
    `There is nothing at ${path}.`,
    {file: path},
    'Correct the path, or put the file there.',
  );

export const digestUnreadable = (path: string, reason: string): Failure =>
  user('input-unreadable', `${path} cannot be read: ${reason}.`, {file: path}, 'Make it readable for you.');
