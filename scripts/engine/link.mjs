// Trees of files, put in another place.
import {constants, copyFile, link, lstat, mkdir, readdir, readlink, symlink} from 'node:fs/promises';
import {dirname, join} from 'node:path';

/**
 * Without their bytes where the file system can: by hard links, so that a tree stays whole when the other goes.
 * Across file systems by copies, for a symbolic link would leave a container's image without its library.
 */
export const linkTree = (from, to) => eachFile(from, to, () => true, linkFile);

/** For files that somebody may come to change. */
export const copyTree = (from, to, wanted) => eachFile(from, to, wanted, copyFile);

const eachFile = async (from, to, wanted, put) => {
  for (const path of (await filesBelow(from)).filter(wanted)) {
    await mkdir(dirname(join(to, path)), {recursive: true});
    await put(join(from, path), join(to, path));
  }
};

const linkFile = async (source, destination) => {
  if ((await lstat(source)).isSymbolicLink()) return symlink(await readlink(source), destination);
  try {
    await link(source, destination);
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'EEXIST') throw error;
    await copyFile(source, destination, constants.COPYFILE_FICLONE);
  }
};

/** The paths of all files and symbolic links below a folder, from it, with slashes, sorted. */
export const filesBelow = async (folder) => {
  const files = [];
  for (const path of (await readdir(folder, {recursive: true})).sort()) {
    if (!(await lstat(join(folder, path))).isDirectory()) files.push(path.replaceAll('\\', '/'));
  }
  return files;
};
