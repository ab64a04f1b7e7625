import {stripVTControlCharacters} from 'node:util';
import type {StageReport} from '../stage-definition.ts';
import {splitLines} from './split-lines.ts';

const keptLines = 20;
const longestLine = 1_000;

/** Hands on each line that a program prints, and keeps the last ones. */
export function hearLines(
  stream: NodeJS.ReadableStream | null,
  report: (said: StageReport) => void,
): {readonly last: readonly string[]} {
  const last: string[] = [];
  const lines = splitLines((line) => {
    const text = stripVTControlCharacters(line).trimEnd().slice(0, longestLine);
    report({type: 'output', text});
    last.push(text);
    if (last.length > keptLines) last.shift();
  });
  stream?.on('data', (chunk: Buffer) => lines.write(chunk));
  stream?.on('close', () => lines.end());
  return {last};
}
