import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {appendLines} from './append-lines.ts';
import type {CodeFiles, CodeFilesOf} from './code-files.ts';
import {isObject, parseJson} from './json-value.ts';

export const codeHistoryFile = 'code-files.jsonl';

/** The files behind every state of the code that ever made something here, so that a later change can be told by its file. */
export interface CodeHistory {
  readonly filesOf: CodeFilesOf;
  /** Remembers the files behind these digests. */
  readonly keep: (digests: readonly string[]) => Promise<void>;
}

/** `present`: the files of this build's code. */
export function openCodeHistory(folder: string, present: CodeFilesOf): CodeHistory {
  const file = join(folder, codeHistoryFile);
  let loaded: Promise<Map<string, CodeFiles>> | undefined;
  const known = () => (loaded ??= load(file));
  return {
    filesOf: async (digest) => (await known()).get(digest) ?? present(digest),
    keep: async (digests) => {
      const before = await known();
      const lines: string[] = [];
      for (const digest of digests) {
        const files = before.has(digest) ? undefined : await present(digest);
        // Another artifact may have been published while the files were read.
        if (files === undefined || before.has(digest)) continue;
        before.set(digest, files);
        lines.push(`${JSON.stringify({digest, files})}\n`);
      }
      if (lines.length > 0) appendLines(file, lines.join(''));
    },
  };
}

/** A line that a kill tore is passed over: the module is then named instead of the file. */
async function load(file: string): Promise<Map<string, CodeFiles>> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return new Map(
    text
      .split('\n')
      .map((line) => parseJson(line))
      .filter(isLine)
      .map(({digest, files}) => [digest, files]),
  );
}

const isLine = (value: unknown): value is {readonly digest: string; readonly files: CodeFiles} =>
  isObject(value) && typeof value['digest'] === 'string' && isObject(value['files']);
