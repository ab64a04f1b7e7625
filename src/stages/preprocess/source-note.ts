import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';

/** What the download stage's `source.json` says about the raw data; raw data from elsewhere need not have one. */
const sourceNoteSchema = z.object({
  dataset: z.string().optional(),
  sample: z.boolean().default(false),
  files: z.array(z.object({path: z.string(), sha256: z.string().optional()})).default([]),
});

export type SourceNote = z.output<typeof sourceNoteSchema>;

export const readSourceNote = async (folder: string): Promise<SourceNote> => {
  const nothing: SourceNote = {sample: false, files: []};
  let text: string;
  try {
    text = await readFile(join(folder, 'source.json'), 'utf8');
  } catch {
    return nothing;
  }
  try {
    return sourceNoteSchema.safeParse(JSON.parse(text)).data ?? nothing;
  } catch {
    return nothing;
  }
};
