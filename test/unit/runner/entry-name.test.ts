import fc from 'fast-check';
import {relative, resolve, win32} from 'node:path';
import {expect, it} from 'vitest';
import {nameFault} from '../../../src/runner/entry-name.ts';

/** Names out of the pieces that attacks are made of. */
const names = fc
  .array(fc.constantFrom('..', '.', '/', '\\', 'C:', 'a', 'b.csv', ' ', '\0', '~'), {
    minLength: 1,
    maxLength: 8,
  })
  .map((pieces) => pieces.join(''));

it('lets no name out of the folder, here or on Windows', () => {
  fc.assert(
    fc.property(names, (name) => {
      if (nameFault(name) !== undefined) return;
      const path = name.replaceAll('\\', '/');
      expect(relative('/data/out', resolve('/data/out', path))).not.toMatch(/^\.\.(?:\/|$)/);
      const onWindows = win32.relative('D:\\out', win32.resolve('D:\\out', name));
      expect(onWindows).not.toMatch(/^\.\.(?:\\|$)/);
      expect(win32.isAbsolute(onWindows)).toBe(false);
    }),
    {seed: 1, numRuns: 5_000},
  );
});

it('passes ordinary names', () => {
  expect(['a.csv', 'sign mnist/é.csv', 'folder/', '..a/b..csv'].map(nameFault)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
