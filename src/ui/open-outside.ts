import {spawn} from 'node:child_process';

/** Has the desktop show a file or a folder; where there is none, nothing happens. */
export function openOutside(path: string): void {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  spawn(opener, [path], {detached: true, stdio: 'ignore'})
    .once('error', () => undefined)
    .unref();
}
