import {open, stat} from 'node:fs/promises';
import {setTimeout as sleep} from 'node:timers/promises';
import {splitLines} from './split-lines.ts';

const pause = 100;

/**
 * Hands on each line that is appended to a file, within a tenth of a second, until `end`; that resolves when all was handed on.
 * It looks by the clock: file systems that tell of changes are not to be had everywhere.
 */
export function followFile(
  file: string,
  onLine: (line: string) => void,
): {readonly end: () => Promise<void>} {
  const lines = splitLines(onLine);
  const over = new AbortController();
  let offset = 0;

  const readOn = async (): Promise<void> => {
    const size = await stat(file).then(
      (found) => found.size,
      () => 0,
    );
    // Written anew instead of appended to.
    if (size < offset) offset = 0;
    if (size === offset) return;
    const handle = await open(file);
    try {
      for (;;) {
        const {bytesRead, buffer} = await handle.read(Buffer.alloc(65_536), 0, 65_536, offset);
        if (bytesRead === 0) return;
        offset += bytesRead;
        lines.write(buffer.subarray(0, bytesRead));
      }
    } finally {
      await handle.close();
    }
  };

  const following = (async () => {
    while (!over.signal.aborted) {
      await sleep(pause, undefined, {signal: over.signal}).catch(() => undefined);
      // What cannot be read now is tried again.
      await readOn().catch(() => undefined);
    }
  })();
  return {
    end: async () => {
      over.abort();
      await following;
      // The last look may have begun before the last line was written.
      await readOn().catch(() => undefined);
      lines.end();
    },
  };
}
