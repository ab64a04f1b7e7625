import type {z} from 'zod';
import type {Digester} from './digest-path.ts';
import type {Result} from './failure.ts';
import type {ModuleCode} from './module/module-code.ts';
import type {ParamValue} from './param-value.ts';

/** The code behind `uses:`. One file a definition; `src/stages/index.ts` lists the built-in ones. */
export interface StageDefinition<Params extends z.ZodObject = z.ZodObject> {
  /** Equal to its file's name; what `uses:` says. */
  readonly name: string;
  /** One line for `epochal dag` and the docs. */
  readonly summary: string;
  /** Types, limits, defaults and, by `.describe()`, the doc of each param. Unknown names are refused by the loader. */
  readonly params: Params;
  /**
   * Where the params depend on one another (a model brings its own): the whole schema for what was given.
   * It must hold all of `params`.
   */
  readonly paramsFor?: (given: Readonly<Record<string, unknown>>) => z.ZodObject;
  /** The inputs by role. */
  readonly inputs: Readonly<Record<string, InputDefinition>>;
  /** Which queue it waits in, and so how many run side by side. */
  readonly lane: Lane;
  /** Where it runs: `child` for what blocks its thread. */
  readonly place: 'here' | 'child';
  /** Numeric stages carry the engine's name and version in their key. */
  readonly numeric: boolean;
  /** Where it is not built in: what stands for its code in the key. It sees only declared variables of the environment. */
  readonly own?: OwnCode;
  /**
   * Modules this stage loads by name through a registry, as paths under `src/` without extension
   * (`ml/models/cnn`): only those chosen join the key, so adding a model discards nobody's training.
   */
  loads?(params: z.output<Params>): readonly string[];
  /**
   * Where a key leaves params out: of all params, defaults included, those that have a say. `resolve` takes these; they also tell what is
   * off by default from what is without effect.
   */
  decisive?(params: z.output<Params>): Readonly<Record<string, ParamValue>>;
  /** What the stage will really do, decided before its fingerprint is taken. */
  resolve?(params: z.output<Params>, world: World): Promise<Result<Resolution>>;
  /**
   * Where a stage that goes less far is the beginning of one that goes further, as a training of 10 epochs is of one of 20. Those that differ
   * only in this param are then made one from another: see `StageWork.state` and `continues`.
   */
  readonly prefix?: {
    /** A whole number: how far it goes. */
    readonly param: string;
    /** Whether it is so with these params, or why not, as in `schedule depends on epochs`. */
    holds(params: Readonly<Record<string, unknown>>): true | string;
  };
  /** Of several that wait for a slot, the heaviest starts first. Any unit, the same within one definition. */
  weight?(params: z.output<Params>): number;
  // Methods, not properties: a definition with params of its own then stands in a list of definitions.
  run(work: StageWork<z.output<Params>>): Promise<Result<void>>;
}

export interface InputDefinition {
  readonly doc: string;
  readonly optional?: boolean;
  /** It takes every cell of a stage with a `matrix:`, each by a role of its own: `folds[fold=1]`; or those and a stage alone as well. */
  readonly many?: true | 'or-one';
}

/** The code of a stage that a pipeline brings along. */
export type OwnCode = OwnCommand | OwnModule;

/** The text behind `run:`. */
export interface OwnCommand {
  readonly kind: 'command';
  readonly command: string;
}

/** The file behind `uses: ./stages/mine.ts`. */
export interface OwnModule {
  readonly kind: 'module';
  readonly module: ModuleCode;
  /** It and the local modules that it reaches: path from the workspace on → digest of the code. */
  readonly files: Readonly<Record<string, string>>;
  /** Of all these. */
  readonly digest: string;
  /** npm packages that it imports → version. */
  readonly packages: Readonly<Record<string, string>>;
}

/** Every definition that `uses:` can name. */
export type Registry = Readonly<Record<string, StageDefinition>>;

/** What a definition may look at before it is fingerprinted. */
export interface World {
  /** The folder of the pipeline file, absolute. */
  readonly workspace: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Content digest of a file or folder (folders: of all their files' relative paths and contents), or of the files that a glob stands for. */
  readonly digest: Digester['digest'];
}

export interface Resolution {
  /** Params with `auto` replaced by what was chosen and what is off left out; these are hashed and handed to `run`. */
  readonly params: Readonly<Record<string, ParamValue>>;
  /** Files outside the pipeline that decide the result: absolute path → content digest. They join the key. */
  readonly externals?: Readonly<Record<string, string>>;
  /** One line a person wants to know: which source was taken, and why. */
  readonly note?: string;
}

export interface StageWork<Params> {
  readonly params: Params;
  /** Input folders by role, absolute, read only. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The empty folder to write the artifact into. */
  readonly out: string;
  /** Kept across attempts of the same key until the stage succeeds: checkpoints, partial downloads. */
  readonly scratch: string;
  /** Where the definition has a `prefix`: an empty folder beside the artifact, for what a longer one can go on from. No part of the digest. */
  readonly state?: string;
  /** What a shorter one left in its `state`, read only, where there is one to go on from. */
  readonly continues?: string;
  /** Threads this stage may use. */
  readonly threads: number;
  readonly workspace: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How to write down which files it opens, where that is asked for. */
  readonly trace?: Trace;
  readonly signal: AbortSignal;
  readonly report: (said: StageReport) => void;
  /** Told what programs that it started came to need, in bytes. */
  readonly used?: (memory: number) => void;
}

/** `hooks`: Node's own functions write it down. Into an empty folder. */
export interface Trace {
  readonly method: 'strace' | 'hooks';
  readonly folder: string;
}

/** What a stage says while it works. Plain data: it crosses processes. */
export type StageReport =
  | {readonly type: 'metrics'; readonly step: number; readonly values: Readonly<Record<string, number>>}
  | {
      readonly type: 'progress';
      readonly done: number;
      readonly total?: number;
      readonly unit: string;
      readonly detail?: string;
    }
  /** A fact about this run that is recorded but decides nothing, such as the thread count taken. */
  | {readonly type: 'fact'; readonly name: string; readonly value: string | number | boolean}
  | {readonly type: 'log'; readonly level: 'info' | 'warning'; readonly text: string}
  /** What was found about how the stage is written. It belongs to the result: it is recorded, and said again on a hit. */
  | {readonly type: 'finding'; readonly kind: FindingKind; readonly names: readonly string[]}
  /** A line that a program printed for whoever watches; it may repeat itself. */
  | {readonly type: 'output'; readonly text: string};

/**
 * `params-idle`: set, and without effect under the others. `params-unread`: set, and never read by the code. `reads-undeclared`: files that
 * were read, and are not among the inputs. `inputs-unread`: inputs that were not read.
 */
export type FindingKind = 'params-idle' | 'params-unread' | 'reads-undeclared' | 'inputs-unread';

/** Queues: `network` is narrow to be polite, `light` is wide, `training` has a slot for each training side by side. */
export type Lane = 'network' | 'light' | 'training';

export const defineStage = <Params extends z.ZodObject>(
  definition: StageDefinition<Params>,
): StageDefinition<Params> => definition;

/** Runs a ready stage somewhere: in this process, in a child, on another machine. */
export interface Executor {
  readonly execute: (job: StageJob) => Promise<Result<void>>;
}

/** Everything a stage needs, as plain data plus a signal and a listener. */
export interface StageJob {
  readonly definition: StageDefinition;
  readonly work: StageWork<Record<string, unknown>>;
  /** Told what a process of its own came to need, in bytes. */
  readonly used?: (memory: number) => void;
}
