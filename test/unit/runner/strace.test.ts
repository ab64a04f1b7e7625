import {expect, test} from 'vitest';
import {openedIn} from '../../../src/runner/trace/strace.ts';

test('of what threads opened: files that were read before the stage wrote them, each once', () => {
  const opened = openedIn([
    [
      '2.1 openat(AT_FDCWD</w>, "b.txt", O_RDONLY|O_CLOEXEC) = 3</w/b.txt>',
      '2.2 openat(AT_FDCWD</w>, "made.txt", O_RDONLY) = 3</w/made.txt>',
      '2.3 openat(AT_FDCWD</w>, "gone.txt", O_RDONLY) = -1 ENOENT (No such file or directory)',
      '2.4 openat(AT_FDCWD</w>, "data", O_RDONLY|O_DIRECTORY) = 3</w/data>',
      '2.5 +++ exited with 0 +++',
    ].join('\n'),
    [
      '1.0 execve("/usr/bin/cat", ["cat"], 0x7ffd /* 9 vars */) = 0',
      '1.1 openat(AT_FDCWD</w>, "made.txt", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3</w/made.txt>',
      '1.2 openat(AT_FDCWD</w>, "\\303\\251.txt", O_RDONLY) = 4</w/\\303\\251.txt>',
      '1.3 open("b.txt", O_RDONLY) = 4</w/b.txt>',
    ].join('\n'),
  ]);
  expect(opened).toEqual({read: ['/w/é.txt', '/w/b.txt'], programs: ['/usr/bin/cat']});
});
