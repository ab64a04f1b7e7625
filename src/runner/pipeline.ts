import type {Place} from './failure.ts';
import type {ParamValue} from './param-value.ts';
import type {StageDefinition} from './stage-definition.ts';

/** A pipeline file, checked: every name resolves, every param has its default, the graph has no cycle. */
export interface Pipeline {
  readonly name: string;
  /** Absolute path of the file; its folder is the workspace. */
  readonly file: string;
  readonly workspace: string;
  /** Which way is better; the first is the headline. */
  readonly metrics: Readonly<Record<string, 'max' | 'min'>>;
  /** In an order where inputs come first. */
  readonly stages: readonly Stage[];
  /** What a bare `run` runs; empty: one run named after the pipeline. */
  readonly experiments: readonly string[];
  /** Bytes that the store may take: what is over is cleared after a run. */
  readonly storeLimit?: number;
}

export type Params = Readonly<Record<string, ParamValue>>;

/** A param as somebody wrote it, before defaults. */
export interface GivenParam {
  readonly value: ParamValue;
  /** Of the value; none where it was typed on the command line. */
  readonly where: Place | undefined;
  /** Of the items of a list. */
  readonly items?: readonly Place[];
  /** What the reader typed where no file has it: `-s train.epochs=many`. */
  readonly origin?: string;
}

export interface Stage {
  readonly name: string;
  readonly definition: StageDefinition;
  /** Checked, with every default. */
  readonly params: Params;
  /** As written: an experiment changes these, and they are checked again. */
  readonly given: ReadonlyMap<string, GivenParam>;
  /** Role → stage name. */
  readonly needs: Readonly<Record<string, string>>;
  /** `false`: it runs once in every execution, whatever is in the store. */
  readonly cache: boolean;
  /** Of a selection: `stored`: take it from the store or fail; `afresh`: run it whatever is there. */
  readonly mode?: 'stored' | 'afresh';
  /** How often to try again after a failure that is not the user's. */
  readonly retries: number;
  /** Seconds after which an attempt is ended. */
  readonly timeout?: number;
  /** Variables of the environment that it is given: part of the key. */
  readonly env?: readonly DeclaredVariable[];
  /** Files outside the pipeline that it says it reads: their content is part of the key. */
  readonly reads?: readonly DeclaredInput[];
  /** Whether to report which files it reads without declaring them. */
  readonly trace?: boolean;
  readonly place: Place;
}

export interface DeclaredVariable {
  readonly name: string;
  /** None: the value is that of the user's environment, if it has one. */
  readonly value?: string;
}

export interface DeclaredInput {
  /** A file, a folder or a glob, from the workspace on, as written. */
  readonly path: string;
  readonly where: Place;
}

/** A named set of param changes on the pipeline. */
export interface Experiment {
  readonly name: string;
  readonly description?: string;
  /** `stage.param` → value. */
  readonly set: Params;
  /** `stage.param` → where its value stands. */
  readonly places: Readonly<Record<string, Place>>;
  readonly place: Place;
}

/** One execution to come: the pipeline with one set of params. */
export interface PlannedRun {
  readonly experiment: string;
  readonly pipeline: Pipeline;
}
