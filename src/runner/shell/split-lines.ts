import {StringDecoder} from 'node:string_decoder';

interface Splitter {
  readonly write: (chunk: Buffer) => void;
  /** What is left without an end of line is a line too. */
  readonly end: () => void;
}

const longest = 100_000;

/**
 * Cuts bytes into lines of UTF-8. What a carriage return takes back, as progress bars do, is dropped; empty lines are passed over,
 * and a line without end is cut.
 */
export function splitLines(onLine: (line: string) => void): Splitter {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const tell = (line: string) => {
    const shown = afterReturn(line.replace(/\r+$/, ''));
    if (shown.trim() !== '') onLine(shown);
  };
  const take = (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(tell);
    if (rest.length > longest) {
      tell(rest);
      rest = '';
    }
  };
  return {
    write: (chunk) => take(decoder.write(chunk)),
    end: () => {
      take(decoder.end());
      tell(rest);
      rest = '';
    },
  };
}

const afterReturn = (line: string): string => line.slice(line.lastIndexOf('\r') + 1);
