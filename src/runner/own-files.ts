import {constants, lstatSync, renameSync, type Stats} from 'node:fs';
import {copyFile} from 'node:fs/promises';
import type {FolderFile} from './folder-files.ts';

/**
 * Files of a folder, where each that lies elsewhere too under another name (a hard link), and may be written to there, was given a content of its
 * own: neither would an artifact stay as it is, nor the other file remain writable. `aside`: a free name on the same disk.
 */
export async function ownFiles(files: readonly FolderFile[], aside: string): Promise<readonly FolderFile[]> {
  const own: FolderFile[] = [];
  for (const file of files) own.push(isShared(file.stat) ? await copiedInPlace(file, aside) : file);
  return own;
}

const isShared = ({nlink, mode}: Stats): boolean => nlink > 1 && (mode & 0o222) !== 0;

async function copiedInPlace(file: FolderFile, aside: string): Promise<FolderFile> {
  await copyFile(file.absolute, aside, constants.COPYFILE_FICLONE);
  renameSync(aside, file.absolute);
  return {...file, stat: lstatSync(file.absolute)};
}
