import type {CodeFiles, CodeFilesOf} from './code-files.ts';
import type {Fingerprint} from './fingerprint.ts';
import type {ParamSchemas} from './told-params.ts';

/** An earlier fingerprint, kept in the store or known from it. */
export interface Earlier {
  readonly key: string;
  /** The stage that it was made for. */
  readonly stage: string;
  readonly fingerprint: Fingerprint;
  /** Of the artifact's content; entries of old lack it. */
  readonly digest?: string;
}

/** What is known of earlier times, whether or not their artifacts are still there. */
export interface History {
  /** What was made with that definition, oldest first. */
  readonly earlier: (definition: string) => Promise<readonly Earlier[]>;
  /** What had that content, oldest first. */
  readonly madeAs: (digest: string) => Promise<readonly Earlier[]>;
  /** The files behind a module's digest, where they are known. */
  readonly codeFiles: (digest: string) => Promise<CodeFiles | undefined>;
  /** The files of an artifact with this content: path → digest; undefined where it is gone. */
  readonly artifactFiles?: (key: string, digest: string) => CodeFiles | undefined;
  /** The params of a stage definition that is there now, for the defaults that keys leave out. */
  readonly paramsOf?: (definition: string) => ParamSchemas | undefined;
}

/** What is known of the program and the pipeline as they are now. */
export interface Present {
  readonly codeFiles?: CodeFilesOf;
  readonly paramsOf?: History['paramsOf'];
}
