import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import {type DataResult, faulty, sound} from '../data/fault.ts';
import {fillNames} from './fill-modes.ts';
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

/** What of the given schemas is there, by name; no other names. */
const someOf = <T>(schemas: readonly (readonly [string, z.ZodType<T>])[]) =>
  z
    .strictObject(Object.fromEntries(schemas.map(([name, schema]) => [name, schema.optional()])))
    .transform((given) =>
      Object.fromEntries(
        Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      ),
    );

const policySchema = z.object({
  strengths: someOf<number | boolean>(augmentations.map((each) => [paramName(each), each.param.unwrap()])),
  options: someOf<number | string>(
    augmentations.flatMap(({options = {}}) =>
      Object.entries(options).map(([name, param]) => [name, param.unwrap()] as const),
    ),
  ).exactOptional(),
  fill: z.enum(fillNames),
  fillValue: z.int().min(0).max(255).exactOptional(),
}) satisfies z.ZodType<AugmentationPolicy>;

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
