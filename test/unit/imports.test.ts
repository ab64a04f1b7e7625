import {readdir, readFile} from 'node:fs/promises';
import {dirname, join, relative, resolve} from 'node:path';
import {transform} from 'esbuild';
import ts from 'typescript';
import {beforeAll, expect, test} from 'vitest';

const source = resolve(import.meta.dirname, '../../src');

/** What each part of the program may import. Arrows point one way: nothing below knows what stands on it. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  cli: ['ui', 'archive', 'tracking', 'sweeps', 'executors', 'stages', 'figures', 'ml', 'runner'],
  ui: ['tracking', 'sweeps', 'figures', 'runner'],
  archive: ['tracking', 'runner'],
  tracking: ['sweeps', 'runner'],
  sweeps: ['ml', 'runner'],
  executors: ['runner'],
  stages: ['ml', 'figures', 'runner'],
  runner: [],
  figures: [],
  ml: [],
};

/** Heavy libraries that one file each is allowed to load. */
const onlyIn: Readonly<Record<string, RegExp>> = {
  '@tensorflow/': /^ml\/backend\.ts$/,
  'better-sqlite3': /^tracking\//,
  ink: /^(ui|cli)\//,
  react: /^(ui|cli)\//,
  commander: /^cli\//,
};

interface Import {
  readonly from: string;
  readonly to: string;
  /** It is there when the program runs: types are gone by then. */
  readonly runs: boolean;
}
let imports: readonly Import[] = [];
beforeAll(async () => {
  const entries = await readdir(source, {recursive: true});
  const files = entries.filter((file) => /\.tsx?$/.test(file));
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(source, file), 'utf8');
      const {code} = await transform(text, {
        loader: file.endsWith('x') ? 'tsx' : 'ts',
        tsconfigRaw: {compilerOptions: {verbatimModuleSyntax: true}},
      });
      const running = named(code);
      return named(text).map((to) => ({from: file, to, runs: running.includes(to)}));
    }),
  );
  imports = found.flat();
});

const named = (text: string): readonly string[] =>
  ts.preProcessFile(text, true, true).importedFiles.map(({fileName}) => fileName);

const part = (file: string): string => file.split('/')[0] ?? '';

test('every folder under src has its place in the order', async () => {
  expect((await readdir(source)).filter((name) => !Object.hasOwn(allowed, name))).toEqual([]);
});

test('imports point one way', () => {
  const wrong = imports
    .filter(({to}) => to.startsWith('.'))
    .map(({from, to}) => ({from, to: relative(source, resolve(source, dirname(from), to))}))
    .filter(({from, to}) => part(to) !== part(from) && allowed[part(from)]?.includes(part(to)) !== true)
    .map(({from, to}) => `${from} → ${to}`);
  expect(wrong).toEqual([]);
});

test('no file comes to itself by way of others, types included', () => {
  const reached = new Map<string, readonly string[]>();
  for (const {from, to} of imports.filter((each) => each.to.startsWith('.')))
    reached.set(from, [...(reached.get(from) ?? []), relative(source, resolve(source, dirname(from), to))]);
  const done = new Set<string>();
  const circles: string[] = [];
  const walk = (file: string, way: readonly string[]) => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '));
    if (done.has(file)) return;
    done.add(file);
    for (const next of reached.get(file) ?? []) walk(next, [...way, file]);
  };
  for (const file of reached.keys()) walk(file, []);
  expect(circles).toEqual([]);
});

test('every local import names its file with its extension', () => {
  expect(imports.filter(({to}) => to.startsWith('.') && !/\.(ts|tsx|json)$/.test(to))).toEqual([]);
});

test('heavy libraries are loaded where they belong', () => {
  const wrong = imports.filter(
    ({from, to, runs}) =>
      runs &&
      Object.entries(onlyIn).some(([name, place]) => {
        const isIt = name.endsWith('/') ? to.startsWith(name) : to === name || to.startsWith(`${name}/`);
        return isIt && !place.test(from);
      }),
  );
  expect(wrong.map(({from, to}) => `${from} → ${to}`)).toEqual([]);
});
