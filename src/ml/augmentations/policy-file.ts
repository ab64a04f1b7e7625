import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import {type DataResult, faulty, sound} from '../data/fault.ts';
import {augmentations, paramName} from './index.ts';
import type {AugmentationPolicy} from './policy.ts';

/** Writes `policy.json` beside a data set's own files. Equal policies give equal bytes. */
export const writePolicy = async (folder: string, policy: AugmentationPolicy): Promise<void> => {
  await writeFile(join(folder, fileName), `${JSON.stringify(policy, undefined, 2)}\n`);
};

/** The policy in a data set's folder; `undefined` when its images are to be taken as they are. */
export const readPolicy = async (folder: string): Promise<DataResult<AugmentationPolicy | undefined>> => {
  const file = join(folder, fileName);
  let text;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return sound(undefined);
    return damaged(file, `cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
  const policy = policySchema.safeParse(parseJson(text));
  return policy.success ? sound(policy.data) : damaged(file, 'does not describe how to augment images');
};

const fileName = 'policy.json';

const policySchema = z.object({
  strengths: z
    .strictObject(
      Object.fromEntries(augmentations.map((each) => [paramName(each), each.param.unwrap().optional()])),
    )
    .transform(
      (given) =>
        Object.fromEntries(Object.entries(given).filter(isGiven)) satisfies AugmentationPolicy['strengths'],
    ),
  fill: z.literal('nearest'),
});

const isGiven = (entry: [string, number | boolean | undefined]): entry is [string, number | boolean] =>
  entry[1] !== undefined;

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const damaged = (file: string, what: string) =>
  faulty({
    code: 'policy-damaged',
    what: `${file} ${what}.`,
    file,
    todo: 'Delete that folder: the next run makes it again.',
  });
