import {z} from 'zod';

export const downloadParams = z.object({
  source: z
    .enum(['auto', 'kaggle', 'file', 'sample'])
    .default('auto')
    .describe(
      'Where the data come from. `auto`: `file` where a path is given, else Kaggle where its command and credentials are found, else the built-in sample.',
    ),
  dataset: z
    .string()
    .regex(
      /^[A-Za-z0-9][\w-]*\/[A-Za-z0-9][\w-]*$/,
      'must be owner/name, as in the address kaggle.com/datasets/owner/name',
    )
    .default('datamunge/sign-language-mnist')
    .describe('The data set on Kaggle, owner/name.'),
  version: z.int().positive().optional().describe('Its version number; the newest where left out.'),
  path: z
    .string()
    .min(1)
    .optional()
    .describe(
      'For `file`: a .csv, .csv.gz or .zip file or a folder, seen from the pipeline file; `~` is your home.',
    ),
  train_rows: z.int().min(1).max(1_000_000).default(4800).describe('Training images in the sample.'),
  test_rows: z.int().min(1).max(1_000_000).default(2400).describe('Test images in the sample.'),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1)
    .describe('Seed of the sample.'),
  max_unpacked: z.number().positive().default(2048).describe('The most an archive may unpack to, in MB.'),
  timeout: z
    .number()
    .positive()
    .max(10_000)
    .default(5)
    .describe('Minutes without a sign of life after which an attempt is given up.'),
  attempts: z
    .int()
    .min(1)
    .max(20)
    .default(4)
    .describe('How often to try when Kaggle or the network refuses.'),
});

export type DownloadParams = z.output<typeof downloadParams>;
