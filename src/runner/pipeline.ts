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
}

export interface Stage {
  readonly name: string;
  readonly definition: StageDefinition;
  readonly params: Readonly<Record<string, ParamValue>>;
  /** Role → stage name. */
  readonly needs: Readonly<Record<string, string>>;
  readonly place: Place;
}

/** A named set of param changes on the pipeline. */
export interface Experiment {
  readonly name: string;
  readonly description?: string;
  /** `stage.param` → value. */
  readonly set: Readonly<Record<string, ParamValue>>;
  readonly place: Place;
}

/** One execution to come: the pipeline with one set of params. */
export interface PlannedRun {
  readonly experiment: string;
  readonly pipeline: Pipeline;
}
