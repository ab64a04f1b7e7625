import {readFileSync} from 'node:fs';
import type {z} from 'zod';

/** A file of JSON in the store; undefined where it is gone, which may happen at any time, or of another form. */
export function parsedFile<T>(file: string, schema: z.ZodType<T>): T | undefined {
  try {
    const read = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
