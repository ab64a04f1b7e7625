import {hash} from 'node:crypto';
import {canonicalJson} from './canonical-json.ts';
import type {Params} from './pipeline.ts';

/** Everything that decides what a stage will produce, readable. It is kept beside the artifact; its hash is the key. */
export interface Fingerprint {
  /** The name of the stage definition. A stage's own name decides nothing. */
  readonly definition: string;
  /** As resolved: `auto` replaced by what was chosen. `threads` as written: `auto` means that any count will do. */
  readonly params: Params;
  /** Role → digest of what came in, however it came to be. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Module → digest of its code and of the local modules it reaches: the definition's, and those loaded by name. */
  readonly code: Readonly<Record<string, string>>;
  /** Of stages from a file of the user's own: npm package that it imports → version. */
  readonly packages?: Readonly<Record<string, string>>;
  /** Of `run:` stages: its text. */
  readonly command?: string;
  /** File outside the pipeline → digest. Paths under the workspace are relative to it, so that it can be moved. */
  readonly externals?: Readonly<Record<string, string>>;
  /** Declared variables of the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Of numeric stages: what computes, as in `tensorflow 2.9.1`. */
  readonly engine?: string;
  /** Where the store may not answer (`cache: false`): what makes this execution's key its own. */
  readonly execution?: string;
}

/** 64 hexadecimal digits. */
export const keyOf = (fingerprint: Fingerprint): string => hash('sha256', canonicalJson(fingerprint));

/** One field in which two fingerprints differ; undefined where a side lacks it. */
export interface Difference {
  readonly field:
    | 'definition'
    | 'params'
    | 'inputs'
    | 'command'
    | 'code'
    | 'packages'
    | 'externals'
    | 'env'
    | 'engine'
    | 'execution';
  /** Within the field: the param, role, module, package, file or variable; empty where the field is one value. */
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Every field in which `after` is not `before`, in the order in which a reader cares. */
export function differences(before: Fingerprint, after: Fingerprint): readonly Difference[] {
  const nested = (['params', 'inputs', 'externals', 'env', 'code', 'packages'] as const).flatMap((field) => {
    const [old, now] = [before[field] ?? {}, after[field] ?? {}] as [Fields, Fields];
    return [...new Set([...Object.keys(now), ...Object.keys(old)])]
      .filter((name) => !equal(own(old, name), own(now, name)))
      .map((name): Difference => ({field, name, before: own(old, name), after: own(now, name)}));
  });
  const flat = (['definition', 'command', 'engine', 'execution'] as const)
    .filter((field) => before[field] !== after[field])
    .map((field): Difference => ({field, name: '', before: before[field], after: after[field]}));
  return [...nested, ...flat];
}

type Fields = Readonly<Record<string, unknown>>;

const own = (fields: Fields, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

const equal = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
