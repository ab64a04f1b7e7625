import type {z} from 'zod';

/**
 * What `import … from 'epochal'` gives to a stage of the user's own, `uses: ./stages/mine.ts`. Its types are the whole of what such a stage
 * can declare and is handed; `dist/index.d.ts` is made of this file alone.
 */
export {z} from 'zod';

/** What a param can be. */
export type ParamValue = string | number | boolean | null | readonly ParamValue[];

/** A param in plain words, where zod would be too much. Without `default` or `optional` it must be given. */
export interface ParamDescriptor {
  readonly type: 'string' | 'number' | 'integer' | 'boolean';
  readonly default?: string | number | boolean;
  /** The least it may be. */
  readonly min?: number;
  /** The most it may be. */
  readonly max?: number;
  /** The values that are allowed. */
  readonly oneOf?: readonly (string | number | boolean)[];
  /** It may be left out: then it is undefined. */
  readonly optional?: boolean;
  /** One line on what it does. */
  readonly doc?: string;
}

/** A zod schema, a descriptor, or a default alone, which says its type: `least: 4`. */
export type ParamSpec = z.ZodType | ParamDescriptor | string | number | boolean;

/** Params by name, or a zod object of them. */
export type ParamSpecs = Readonly<Record<string, ParamSpec>> | z.ZodObject;

/** The folder of another stage's result. A text alone is its doc. */
export type InputSpec =
  | string
  | {
      /** One line on what it has to hold. */
      readonly doc: string;
      readonly optional?: boolean;
      /** It takes every cell of a stage with a `matrix:`. */
      readonly many?: boolean;
    };

type PlainValue<Type extends ParamDescriptor['type']> = {
  readonly string: string;
  readonly number: number;
  readonly integer: number;
  readonly boolean: boolean;
}[Type];

type ValueOf<Spec> = Spec extends z.ZodType
  ? z.output<Spec>
  : Spec extends {readonly oneOf: readonly (infer Value)[]}
    ? Value
    : Spec extends {readonly type: infer Type extends ParamDescriptor['type']}
      ? PlainValue<Type>
      : Spec extends string
        ? string
        : Spec extends number
          ? number
          : Spec extends boolean
            ? boolean
            : never;

type Optional<Spec> = Spec extends {readonly optional: true} ? undefined : never;

/** What `run` finds under `params`. */
export type ParamsOf<Specs> = Specs extends z.ZodObject
  ? z.output<Specs>
  : {readonly [Name in keyof Specs]: ValueOf<Specs[Name]> | Optional<Specs[Name]>};

/** What `run` finds under `inputs`: absolute paths, by role. */
export type InputsOf<Specs> = {
  readonly [Role in keyof Specs]: Specs[Role] extends {readonly many: true}
    ? Readonly<Record<string, string>>
    : string | Optional<Specs[Role]>;
};

/** How a stage speaks while it works. Metrics and facts are recorded, and are said again when its result is taken from the store. */
export interface Reporter {
  /** Numbers of a step, such as an epoch. Without a step they are of the stage as a whole. `NaN` and `Infinity` count. */
  readonly metrics: (values: Readonly<Record<string, number>>, step?: number) => void;
  readonly progress: (at: {
    readonly done: number;
    readonly total?: number;
    /** What is counted, as in `files`. */
    readonly unit?: string;
    readonly detail?: string;
  }) => void;
  /** Something about the result that is recorded beside it, such as the number of rows. */
  readonly fact: (name: string, value: string | number | boolean) => void;
  readonly log: (text: string) => void;
  readonly warn: (text: string) => void;
}

/** What a stage is handed. All paths are absolute. */
export interface StageContext<Params, Inputs> {
  readonly params: Params;
  /** The folder of each input, read only. */
  readonly inputs: Inputs;
  /** The empty folder to write the result into: files and folders only, no links. */
  readonly out: string;
  /** A folder that is kept until the stage succeeds: for checkpoints, partial downloads. */
  readonly scratch: string;
  readonly report: Reporter;
  /** Aborted when the run is cancelled or the stage's `timeout:` is over: five seconds later the process is ended. */
  readonly signal: AbortSignal;
  /** How many threads it should use. */
  readonly threads: number;
  /** Variables of the environment: what `env:` declares, and `PATH`, `HOME` and their like. The same as `process.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder of the pipeline file, which is also the current folder. */
  readonly workspace: string;
}

/** A stage of the user's own. */
export interface OwnStage<Params extends ParamSpecs, Inputs extends Readonly<Record<string, InputSpec>>> {
  /** One line on what it does. */
  readonly summary?: string;
  readonly params?: Params;
  /** What it takes from other stages, by role. Left out: whatever `needs:` names, by the names given there. */
  readonly inputs?: Inputs;
  /** Which queue it waits in: `network` is narrow, `training` shares the cores out between those that wait there, `light` is for all else. */
  readonly lane?: 'network' | 'light' | 'training';
  /** Does the work. It has failed when it throws. */
  run(context: StageContext<ParamsOf<Params>, InputsOf<Inputs>>): void | Promise<void>;
}

/** Gives a stage its types; `export default` what it returns. */
export const defineStage = <
  // Without either, a stage has no params, and its inputs are what the pipeline calls them.
  const Params extends ParamSpecs = Readonly<Record<string, never>>,
  const Inputs extends Readonly<Record<string, InputSpec>> = Readonly<Record<string, string>>,
>(
  stage: OwnStage<Params, Inputs>,
): OwnStage<Params, Inputs> => stage;
