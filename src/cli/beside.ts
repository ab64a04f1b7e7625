import {fileURLToPath} from 'node:url';

/** The path of a file that the build puts beside the program, wherever that is installed: a folder may have spaces in its name. */
export const beside = (file: string): string => fileURLToPath(new URL(`./${file}`, import.meta.url));
