import {z} from 'zod';
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
  readonly fingerprints: Readonly<Record<string, unknown>>;
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

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const file = z.object({path: z.string().min(1), size: z.int().nonnegative(), sha256: hash});
/** What is not finite is text in JSON. */
const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const facts = z.record(z.string(), scalar);
const paramValue: z.ZodType<ParamValue> = z.lazy(() => z.union([scalar, z.null(), z.array(paramValue)]));
const failure = z.looseObject({
  code: z.string(),
  blame: z.enum(['stage', 'user', 'outside', 'bug', 'cancelled']),
  what: z.string(),
});

const stage = z.object({
  name: z.string().min(1),
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
  uses: z.string(),
  needs: z.array(z.string()),
  digest: hash.nullable(),
  reason: z.string().nullable(),
  threads: z.int().nullable(),
  attempts: z.int().nullable(),
  failure: failure.nullable(),
});

const run = z.object({
  id: z.string().regex(/^[0-9A-Za-z][\w-]{0,63}$/),
  experiment: z.string().min(1),
  pipeline: z.string(),
  status: z.enum(['done', 'failed', 'cancelled', 'interrupted']),
  started: z.iso.datetime(),
  seconds: z.number().nullable(),
  params: z.record(z.string(), paramValue),
  facts,
  tags: z.array(z.string()),
  stages: z.array(stage),
  environment: facts,
  metrics: z.array(
    z.object({
      stage: z.string(),
      name: z.string(),
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
  fingerprints: z.record(z.string(), z.unknown()),
  artifacts: z.array(
    z.object({
      key: hash,
      stage: z.string(),
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
