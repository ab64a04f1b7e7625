import {hash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {pruneCache, touch} from './prune-cache.ts';
import {systemError} from './system-error.ts';
import {writeWhole} from './write-whole.ts';
import type {YamlNode} from './yaml-tree.ts';

/** What a text was parsed to: it is the same at every time, and of a thousand stages takes longer to parse than all else that a run with nothing to do does. */
export interface YamlMemory {
  readonly find: (text: string) => Parsed | undefined;
  readonly keep: (text: string, parsed: Parsed) => Promise<void>;
}

/** A text without faults. */
export interface Parsed {
  readonly root: YamlNode;
  /** Offsets at which lines begin. */
  readonly lines: readonly number[];
}

/** To be raised whenever what is kept has another form or meaning. */
const format = 1;

/** Characters. What is shorter is parsed about as soon as it is looked up. */
const worthKeeping = 16 * 1024;

/**
 * A file for each text, named after the hash of the text and of the version of this program, which holds the parser, with a hash of its own content before it: one that was
 * damaged is as good as none.
 */
export function openYamlMemory(folder: string, version: string): YamlMemory {
  const fileOf = (text: string) => join(folder, `${hash('sha256', `${format} ${version}\n${text}`)}.json`);
  return {
    find: (text) => {
      if (text.length < worthKeeping) return undefined;
      const file = fileOf(text);
      const found = readOrNothing(file);
      const [sum, content] = [found.slice(0, 64), found.slice(65)];
      if (found === '' || hash('sha256', content) !== sum) return undefined;
      touch(file);
      return JSON.parse(content) as Parsed;
    },
    keep: async (text, parsed) => {
      if (text.length < worthKeeping || !isPlain(parsed.root)) return;
      const content = JSON.stringify(parsed);
      try {
        await mkdir(folder, {recursive: true});
        await writeWhole(fileOf(text), `${hash('sha256', content)}\n${content}`);
        pruneCache(folder);
      } catch (error) {
        // It only spares time.
        systemError(error);
      }
    },
  };
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    systemError(error);
    return '';
  }
}

/** Whether JSON gives it back as it was. */
function isPlain(node: YamlNode | null): boolean {
  switch (node?.type) {
    case undefined:
      return true;
    case 'map':
      return node.items.every(({key, value}) => isPlain(key) && isPlain(value));
    case 'list':
      return node.items.every((item) => isPlain(item));
    case 'scalar':
      return (
        node.value === null ||
        ['string', 'boolean'].includes(typeof node.value) ||
        (Number.isFinite(node.value) && !Object.is(node.value, -0))
      );
    case 'alias':
      return false;
    default:
      return node satisfies never;
  }
}
