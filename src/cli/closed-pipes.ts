/**
 * A reader that has seen enough (`epochal run --plain | head`) closes its end of the pipe. What is said after that is dropped, and the work
 * goes on: a training is not lost to a pager.
 */
export function outliveReaders(streams: readonly NodeJS.WritableStream[]): void {
  for (const stream of streams)
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
}
