import {Option} from 'commander';

/** Names by comma, in one option or in several of them. */
export const listed = (value: string, before?: string | true): string =>
  typeof before === 'string' ? `${before},${value}` : value;

/** `-s`: every one counts. */
export const settings = (what: string, form = '<stage.param=value>'): Option =>
  new Option(`-s, --set ${form}`, what)
    .argParser((value: string, before: readonly string[]) => [...before, value])
    .default([], 'none');
