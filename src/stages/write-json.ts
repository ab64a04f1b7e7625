import {writeFile} from 'node:fs/promises';

/** For people as well as programs: indented, with an end to its last line. */
export const writeJson = (file: string, contents: unknown): Promise<void> =>
  writeFile(file, `${JSON.stringify(contents, undefined, 2)}\n`);
