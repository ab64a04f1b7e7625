import {resolve} from 'node:path';
import type {CodeDigests} from '../code-digests.ts';
import type {Result} from '../failure.ts';
import type {OwnModule} from '../stage-definition.ts';
import type {Stored} from './list-stored.ts';

/** What it takes to make something again that goes. */
export interface Remake {
  /** Of its own stage, as it took before. */
  readonly seconds: number;
  /** Stages whose results would have to be made again first, since they are not kept either. */
  readonly first: readonly {readonly stage: string; readonly seconds: number}[];
  /** Why the very same cannot be made here now; each goes on from "since". Empty where it can. */
  readonly obstacles: readonly string[];
}

interface Surroundings {
  /** What is left when all is done. */
  readonly kept: readonly Stored[];
  readonly gone: readonly Stored[];
  readonly code: CodeDigests;
  /** The modules that the pipeline brings along, by their names in fingerprints. */
  readonly modules: ReadonlyMap<string, Pick<OwnModule, 'digest' | 'packages'>>;
  /** What computes here now, as fingerprints name it; undefined where nothing does. */
  readonly engine: () => string | undefined;
  readonly workspace: string;
  readonly digest: (path: string) => Promise<Result<string>>;
}

/** What it takes to make each artifact again when all of `gone` is gone. */
export function remaker({kept, gone, code, modules, engine, workspace, digest}: Surroundings) {
  const here = new Set(kept.map(({manifest}) => manifest?.digest));
  const byDigest = new Map(
    gone.flatMap((each) => (each.manifest === undefined ? [] : [[each.manifest.digest, each]])),
  );

  return async (stored: Stored): Promise<Remake> => {
    const first = new Map<string, Stored>();
    const obstacles = new Set<string>();
    // A chain of stages may be longer than the stack is deep.
    const waiting = [stored];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const obstacle of await obstaclesOf(next)) obstacles.add(obstacle);
      for (const [role, digestOfInput] of Object.entries(next.fingerprint?.inputs ?? {})) {
        if (here.has(digestOfInput)) continue;
        const input = byDigest.get(digestOfInput);
        if (input === undefined) obstacles.add(`its input ${role} was gone before`);
        else if (input !== stored && !first.has(input.key)) {
          first.set(input.key, input);
          waiting.push(input);
        }
      }
    }
    return {
      seconds: secondsOf(stored),
      first: [...first.values()].map((each) => ({
        stage: each.manifest?.stage ?? '',
        seconds: secondsOf(each),
      })),
      obstacles: [...obstacles],
    };
  };

  async function obstaclesOf({fingerprint}: Stored): Promise<readonly string[]> {
    if (fingerprint === undefined) return ['nothing is known of how it was made'];
    const found = Object.entries(fingerprint.code).flatMap(([module, before]) => {
      const now = code[module] ?? modules.get(module)?.digest;
      if (now === before) return [];
      return [
        now === undefined ? `the pipeline has ${module} no more` : `the code of ${module} is another now`,
      ];
    });
    const packages = modules.get(fingerprint.definition)?.packages;
    for (const [name, version] of Object.entries(fingerprint.packages ?? {}))
      if (packages !== undefined && packages[name] !== version)
        found.push(`the package ${name} was ${version}, and is ${packages[name] ?? 'gone'} now`);
    const {engine: before} = fingerprint;
    if (before !== undefined && engine() !== before)
      found.push(`it was computed by ${before}, and here is ${engine() ?? 'none'}`);
    if (fingerprint.execution !== undefined)
      found.push('its stage is never taken from the store (cache: false)');
    for (const [file, digestBefore] of Object.entries(fingerprint.externals ?? {})) {
      const now = await digest(resolve(workspace, file));
      if (!now.ok) found.push(`${file} is gone`);
      else if (now.value !== digestBefore) found.push(`${file} is another now`);
    }
    return found;
  }
}

const secondsOf = ({manifest}: Stored): number => manifest?.made.seconds ?? 0;
