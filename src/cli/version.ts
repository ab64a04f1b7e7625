import {readFileSync} from 'node:fs';

/** As package.json states it, which lies beside `dist/` in an installed package. */
export const version: string = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {version: string}
).version;
