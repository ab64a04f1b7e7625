import {z} from 'zod';
import type {Fingerprint} from '../runner/fingerprint.ts';
import type {ParamValue} from '../runner/param-value.ts';
import type {RunDetail} from '../tracking/run-summary.ts';

/**
 * A run as one file: a zip of `run.json`, which is described here, `artifacts/<key>/…` with the files of each result, and `sources/…` with the
 * files outside the pipeline that its stages read. Everything is named in `run.json` with size and SHA-256: what it does not name is not taken.
 */
export interface RunArchive {
  readonly format: 1;
  /** The version of epochal that wrote it. */
  readonly epochal: string;
  readonly run: ArchivedRun;
  /** The pipeline as it was resolved. */
  readonly recipe: string | null;
  /** A patch. */
  readonly changes: string | null;
  /** Stage → what decided its result. */
  readonly fingerprints: Readonly<Record<string, Fingerprint>>;
  readonly artifacts: readonly ArchivedArtifact[];
  readonly sources: readonly ArchivedFile[];
  /** What is not in it, and why. */
  readonly missing: readonly {readonly stage: string; readonly what: string; readonly why: string}[];
}

/** Without what is worked out from the rest. */
export type ArchivedRun = Omit<RunDetail, 'latest' | 'best' | 'best_step' | 'data'>;

export interface ArchivedArtifact {
  readonly key: string;
  readonly stage: string;
  /** Of its content. */
  readonly digest: string;
  readonly seconds: number;
  readonly threads: number;
  /** What the stage said, as the store keeps it. */
  readonly reports: string;
  readonly files: readonly ArchivedFile[];
}

export interface ArchivedFile {
  /** Of an artifact, or from the workspace on; with `/`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

export const recordEntry = 'run.json';
export const artifactEntry = (key: string, path: string): string => `artifacts/${key}/${path}`;
export const sourceEntry = (path: string): string => `sources/${path}`;

/** Undefined where it is no description of a run. */
export function readArchive(text: string): RunArchive | undefined {
  try {
    const read = schema.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

/** What is shown as it is: without line ends and escape codes. */
const name = z.string().regex(/^\P{Cc}+$/u);
/** As in a pipeline, where a cell of a matrix has its values in brackets: a folder may be named so. */
const stageName = z.string().regex(/^[a-z][a-z0-9_-]*(\[[\p{L}\p{N}_.+,=-]*\])?$/u);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const file = z.object({path: z.string().min(1), size: z.int().nonnegative(), sha256: hash});
/** What is not finite is text in JSON. */
const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const facts = z.record(name, scalar);
const paramValue: z.ZodType<ParamValue> = z.lazy(() => z.union([scalar, z.null(), z.array(paramValue)]));
const failure = z.object({
  code: z.string(),
  blame: z.enum(['stage', 'user', 'outside', 'bug', 'cancelled']),
  what: z.string(),
  where: z
    .object({file: z.string(), line: z.number().exactOptional(), column: z.number().exactOptional()})
    .exactOptional(),
  quote: z.array(z.string()).exactOptional(),
  todo: z.string().exactOptional(),
  facts: z.record(z.string(), z.unknown()).exactOptional(),
});
const digests = z.record(z.string(), z.string());
/** What it does not know is kept: the key is the hash of all of it. */
const fingerprint = z.looseObject({
  definition: name,
  params: z.record(name, paramValue),
  inputs: digests,
  code: digests,
  packages: digests.exactOptional(),
  command: z.string().exactOptional(),
  externals: digests.exactOptional(),
  env: digests.exactOptional(),
  engine: z.string().exactOptional(),
  execution: z.string().exactOptional(),
});

const stage = z.object({
  name: stageName,
  how: z.enum([
    'pending',
    'waiting',
    'running',
    'ran',
    'cached',
    'shared',
    'failed',
    'skipped',
    'cancelled',
    'interrupted',
  ]),
  key: hash.nullable(),
  seconds: z.number().nullable(),
  uses: name,
  needs: z.array(z.string()),
  digest: hash.nullable(),
  reason: z.string().nullable(),
  threads: z.int().nullable(),
  attempts: z.int().nullable(),
  failure: failure.nullable(),
});

const run = z.object({
  id: z.string().regex(/^[0-9A-Za-z][\w-]{0,63}$/),
  experiment: name,
  pipeline: name,
  status: z.enum(['done', 'failed', 'cancelled', 'interrupted']),
  started: z.iso.datetime(),
  seconds: z.number().nullable(),
  params: z.record(name, paramValue),
  facts,
  tags: z.array(name),
  stages: z.array(stage).refine((all) => new Set(all.map((each) => each.name)).size === all.length),
  environment: facts,
  metrics: z.array(
    z.object({
      stage: name,
      name,
      points: z.array(z.object({step: z.int(), value: number})),
    }),
  ),
  notes: z.array(z.object({written: z.iso.datetime(), note: z.string()})),
});

const schema = z.object({
  format: z.literal(1),
  epochal: z.string(),
  run,
  recipe: z.string().nullable(),
  changes: z.string().nullable(),
  fingerprints: z.record(stageName, fingerprint),
  artifacts: z.array(
    z.object({
      key: hash,
      stage: stageName,
      digest: hash,
      seconds: z.number().nonnegative(),
      threads: z.int().positive(),
      reports: z.string(),
      files: z.array(file),
    }),
  ),
  sources: z.array(file),
  missing: z.array(z.object({stage: z.string(), what: z.string(), why: z.string()})),
});
