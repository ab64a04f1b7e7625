// Takes from the wheel the few files that are needed: two libraries and the C headers, of 13,000 files.
import {createWriteStream} from 'node:fs';
import {mkdir} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {promisify} from 'node:util';
import yauzl from 'yauzl';

/** `destinationOf` says where a file of the archive goes, or undefined to leave it. */
export const unpackWheel = async (path, destinationOf) => {
  const archive = await promisify(yauzl.open)(path, {lazyEntries: true, autoClose: false});
  const open = promisify(archive.openReadStream.bind(archive));
  try {
    for (const entry of await entriesOf(archive)) {
      const destination = destinationOf(entry.fileName);
      if (destination === undefined) continue;
      await mkdir(dirname(destination), {recursive: true});
      await pipeline(await open(entry), createWriteStream(destination));
    }
  } finally {
    archive.close();
  }
};

const entriesOf = (archive) =>
  new Promise((resolve, reject) => {
    const entries = [];
    archive.on('entry', (entry) => {
      entries.push(entry);
      archive.readEntry();
    });
    archive.on('end', () => resolve(entries));
    archive.on('error', reject);
    archive.readEntry();
  });

/** The parts of `tensorflow/include` that the C interface reaches. */
export const headerDestination = (folder) => (name) =>
  /^tensorflow\/include\/(tensorflow|tsl)\/(c\/[\w/]+|(core\/)?platform\/ctstring\w*)\.h$/.test(name)
    ? join(folder, name.slice('tensorflow/include/'.length))
    : undefined;

export const libraryDestination = (folder, library) => (name) =>
  Object.hasOwn(library, name) ? join(folder, library[name]) : undefined;
