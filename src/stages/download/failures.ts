import type {Failure} from '../../runner/failure.ts';
import {diskFull} from '../write-failure.ts';

/** The texts of what can befall a download, whatever its source. Those of Kaggle alone are in `kaggle-failures.ts`. */

export const downloadCancelled: Failure = {
  code: 'cancelled',
  blame: 'cancelled',
  what: 'The download was cancelled.',
};

export const keptOnFullDisk = (doing: string, folder: string): Failure => ({
  ...diskFull(doing, folder),
  todo: 'Free some space and run again; what was downloaded so far is kept and used.',
});

export const pathMissing: Failure = {
  code: 'path-missing',
  blame: 'user',
  what: 'download.source is file, and download.path does not say which.',
  todo: 'Set download.path to a .csv, .csv.gz or .zip file, or to a folder of them.',
};

export const fileMissing = (path: string, reason: string): Failure => ({
  code: 'file-missing',
  blame: 'user',
  what: `download.path is ${path}, which could not be read: ${reason}.`,
  todo: 'Give the path of a .csv, .csv.gz or .zip file or of a folder, seen from the folder of the pipeline file.',
  facts: {path, reason},
});

export const fileKindUnknown = (path: string): Failure => ({
  code: 'file-kind-unknown',
  blame: 'user',
  what: `download.path is ${path}, which is neither a .csv, a .csv.gz, a .zip nor a folder.`,
  todo: 'Give one of these, or a folder that holds some.',
  facts: {path},
});

export const folderEmpty = (path: string): Failure => ({
  code: 'folder-empty',
  blame: 'user',
  what: `The folder ${path} holds no .csv, .csv.gz or .zip file.`,
  todo: 'Set download.path to the folder that holds the data.',
  facts: {path},
});

export const folderTooLarge = (path: string, limit: number): Failure => ({
  code: 'folder-too-large',
  blame: 'user',
  what: `The folder ${path} holds more than ${limit} files, too many for one data set.`,
  todo: 'Set download.path to the folder that holds the data alone.',
  facts: {path, limit},
});

/** Two of a folder's files would be one in the artifact: `signs.zip` unpacks to where `signs/train.csv` is. */
export const placeTaken = (facts: {
  readonly file: string;
  readonly other: string;
  readonly place: string;
}): Failure => ({
  code: 'place-taken',
  blame: 'user',
  what: `${facts.other} and ${facts.file} would both become ${facts.place} of the data set.`,
  todo: 'Take one of the two out of the folder, or set download.path to the one that is meant.',
  facts,
});

export const archiveBroken = (archive: string, reason: string): Failure => ({
  code: 'archive-broken',
  blame: 'outside',
  what: `${archive} is not a whole zip archive: ${reason}.`,
  todo: 'Fetch it again; if it stays so, the archive is broken where it comes from.',
  facts: {archive, reason},
});

/** Paths that lead out of the folder, links and devices, names that stand for one file. */
export const archiveUnsafe = (archive: string, entry: string, reason: string): Failure => ({
  code: 'archive-unsafe',
  blame: 'outside',
  what: `${archive} was not unpacked: its entry ${JSON.stringify(entry)} ${reason}.`,
  todo: 'Do not trust this archive. To use it all the same, unpack it yourself, look at it, and set download.source to file and download.path to the folder.',
  facts: {archive, entry, reason},
});

export const archiveTooLarge = (archive: string, reason: string): Failure => ({
  code: 'archive-too-large',
  blame: 'outside',
  what: `${archive} was not unpacked: it ${reason}.`,
  todo: 'If that is right for this data set, raise download.max_unpacked (MB) or unpack it yourself and set download.source to file; otherwise do not trust it.',
  facts: {archive, reason},
});

export const archiveEncrypted = (archive: string, entry: string): Failure => ({
  code: 'archive-encrypted',
  blame: 'outside',
  what: `${archive} was not unpacked: its entry ${JSON.stringify(entry)} is encrypted.`,
  todo: 'Unpack it yourself with its password, and set download.source to file and download.path to the folder.',
  facts: {archive, entry},
});

export const archiveMethodUnknown = (archive: string, entry: string, method: number): Failure => ({
  code: 'archive-method-unknown',
  blame: 'outside',
  what: `${archive} was not unpacked: its entry ${JSON.stringify(entry)} is compressed by method ${method}, and only stored (0) and deflated (8) entries can be read.`,
  todo: 'Unpack it yourself, and set download.source to file and download.path to the folder.',
  facts: {archive, entry, method},
});
