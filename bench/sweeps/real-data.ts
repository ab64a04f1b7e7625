/** Real data, whole or in part. */
import {existsSync} from 'node:fs';
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';

const root = new URL('../..', import.meta.url).pathname;
export const realData = process.env['EPOCHAL_DATA'] ?? join(root, '../shared/data');

const names = ['sign_mnist_train.csv', 'sign_mnist_test.csv'] as const;

export const isThere = (): boolean =>
  names.every((name) => ['', '.gz'].some((end) => existsSync(join(realData, name + end))));

/** Writes so many images of each set into a folder, every class with its share: the first ones of each. */
export async function writeSubset(
  folder: string,
  counts: readonly [train: number, test: number],
): Promise<void> {
  await mkdir(folder, {recursive: true});
  for (const [index, name] of names.entries()) {
    const [title = '', ...rows] = (await read(name)).trimEnd().split('\n');
    await writeFile(join(folder, name), `${[title, ...stratified(rows, counts[index] ?? 0)].join('\n')}\n`);
  }
}

async function read(name: string): Promise<string> {
  const plain = join(realData, name);
  return existsSync(plain)
    ? readFile(plain, 'utf8')
    : gunzipSync(await readFile(`${plain}.gz`)).toString('utf8');
}

function stratified(rows: readonly string[], count: number): readonly string[] {
  const labelOf = (row: string) => row.slice(0, row.indexOf(','));
  const sizes = new Map<string, number>();
  for (const row of rows) sizes.set(labelOf(row), (sizes.get(labelOf(row)) ?? 0) + 1);
  const taken = new Map<string, number>();
  return rows.filter((row) => {
    const label = labelOf(row);
    const before = taken.get(label) ?? 0;
    taken.set(label, before + 1);
    return before < Math.round(((sizes.get(label) ?? 0) * count) / rows.length);
  });
}
