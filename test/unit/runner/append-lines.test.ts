import {mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {appendLines} from '../../../src/runner/append-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'epochal-lines-'));
afterAll(() => rmSync(folder, {recursive: true}));
const file = join(folder, 'lines');

/** What stands in the file after a line was added to that text; `age`: seconds. */
function added(text: string, age: number): string {
  writeFileSync(file, text);
  const then = Date.now() / 1000 - age;
  utimesSync(file, then, then);
  appendLines(file, 'new\n');
  return readFileSync(file, 'utf8');
}

test('what a kill left of a line is blanked, whole lines stay', () => {
  expect(added('one\ntwo\n', 60)).toBe('one\ntwo\nnew\n');
  expect(added('one\ntw', 60)).toBe('one\n\n\nnew\n');
  expect(added('on', 60)).toBe('\n\nnew\n');
  expect(added('one\n{"two":2}', 60)).toBe('one\n{"two":2}\nnew\n');
  expect(added('', 60)).toBe('new\n');
});

test('half a line of a moment ago may become whole: it only ends', () => {
  expect(added('one\ntw', -60)).toBe('one\ntw\nnew\n');
});

test('a file that is not there is made', () => {
  appendLines(join(folder, 'none'), 'new\n');
  expect(readFileSync(join(folder, 'none'), 'utf8')).toBe('new\n');
});
