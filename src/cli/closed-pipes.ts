import {exitCodes} from '../runner/failure.ts';
import {systemError} from '../runner/system-error.ts';

/**
 * A reader that has seen enough (`epochal run --plain | head`) closes its end of the pipe. What is said after that is dropped, and the work
 * goes on: a training is not lost to a pager. Nor is it to a disk that is full of what was said; but then that is told, and the exit code tells it.
 */
export function outliveReaders(streams: readonly NodeJS.WritableStream[]): void {
  let told = false;
  for (const stream of streams)
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || told) return;
      told = true;
      const {reason} = systemError(error);
      process.stderr.write(
        `What there is to say cannot be written: ${reason}.\n  Make room, or send the output elsewhere.\n`,
      );
      process.on('exit', (code) => {
        if (code === 0) process.exitCode = exitCodes.outside;
      });
    });
}
