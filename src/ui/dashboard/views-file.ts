import {mkdirSync, readFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {z} from 'zod';
import {fail, ok, type Result} from '../../runner/failure.ts';
import {writeWhole} from '../../runner/write-whole.ts';
import {whyUnwritable} from '../why-unwritable.ts';
import {fileUnwritable} from './failures.ts';
import {emptyView, type View} from './state.ts';

const viewSchema = z.object({
  filter: z.string().default(''),
  sort: z.object({column: z.string(), descending: z.boolean()}).optional(),
  turned: z.array(z.string()).default([]),
  onlyDifferences: z.boolean().default(false),
  grouped: z.boolean().default(false),
  archived: z.boolean().default(false),
  baseline: z.string().optional(),
});

/** Saved views, by name. A file that is not there, or that somebody spoilt, holds none. */
export function readViews(file: string): ReadonlyMap<string, View> {
  try {
    const read = z.record(z.string(), viewSchema).safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (!read.success) return new Map();
    return new Map(
      Object.entries(read.data).map(([name, {sort, baseline, ...view}]) => [
        name,
        {
          ...emptyView,
          ...view,
          ...(sort === undefined ? {} : {sort}),
          ...(baseline === undefined ? {} : {baseline}),
        },
      ]),
    );
  } catch {
    return new Map();
  }
}

/** Adds a view to those in the file, also to those that another dashboard saved meanwhile. */
export async function saveView(
  file: string,
  name: string,
  view: View,
): Promise<Result<ReadonlyMap<string, View>>> {
  const views = new Map([...readViews(file), [name, view]]);
  try {
    mkdirSync(dirname(file), {recursive: true});
    await writeWhole(file, `${JSON.stringify(Object.fromEntries(views), undefined, 2)}\n`);
    return ok(views);
  } catch (error) {
    return fail(fileUnwritable(file, whyUnwritable(error)));
  }
}
