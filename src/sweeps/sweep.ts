import type {Place} from '../runner/failure.ts';
import type {ParamValue} from '../runner/param-value.ts';
import type {Params} from '../runner/pipeline.ts';

/** A sweep file, checked: an experiment that yields many runs, its trials. */
export interface Sweep {
  /** Of the file, without `.sweep.yaml`: the name that its runs bear. */
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  readonly description?: string;
  /** How points are chosen: a name of the registry in `methods/`. */
  readonly method: string;
  /** Of the method's own draws; it decides nothing about a training. */
  readonly seed: number;
  readonly space: Space;
  /** What every trial sets beside its point. */
  readonly set: Params;
  readonly seeds?: Seeds;
  /** The param that says how long a trial trains, where there is one: `train.epochs`. */
  readonly epochs?: string;
  readonly objective: Objective;
  readonly budget: Budget;
  readonly earlyStop?: EarlyStop;
  /** `stage.param` → where its value stands, of `set` and of the space. */
  readonly places: Readonly<Record<string, Place>>;
  readonly place: Place;
}

/** What can be tried. */
export interface Space {
  /** A dimension comes after those that its `when` names. */
  readonly dimensions: readonly Dimension[];
  /** Points for which all of one of these holds are never tried. */
  readonly exclude: readonly Condition[];
}

export interface Dimension {
  /** `stage.param`. */
  readonly param: string;
  readonly values: Values;
  /** Only where all of this holds is the param set at all. */
  readonly when?: Condition;
}

/** What a param may become. `step`: only the values low, low + step, … are. `points`: how many of a range a grid takes. */
export type Values =
  | {readonly type: 'choices'; readonly choices: readonly ParamValue[]}
  | {
      readonly type: 'int' | 'float';
      readonly low: number;
      readonly high: number;
      /** Equal factors are equally likely, not equal differences. */
      readonly log: boolean;
      readonly step?: number;
      readonly points?: number;
    };

/** Param → the values of which it has one. */
export type Condition = Readonly<Record<string, readonly ParamValue[]>>;

/** A choice of one value for every dimension that applies: `stage.param` → value. */
export type Point = Params;

/** Each point is tried once with each value. */
export interface Seeds {
  /** The params that take the seed. */
  readonly params: readonly string[];
  readonly values: readonly number[];
}

/** What is sought. */
export interface Objective {
  readonly metric: string;
  readonly direction: 'max' | 'min';
  /** Which epoch counts: the last, whose weights the trial leaves, or its best. */
  readonly of: 'last' | 'best';
}

/** What may be spent. The first limit that is met ends the sweep. */
export interface Budget {
  /** Trials begun; each seed of a point is one. */
  readonly trials?: number;
  /** Trained by all trials together. */
  readonly epochs?: number;
  /** A value of the objective that is good enough. */
  readonly target?: number;
  /** Of work, in seconds, shared by the trials side by side. */
  readonly seconds?: number;
}

/** How trials that promise little are stopped before their end. */
export interface EarlyStop {
  /** A name of the registry in `early-stop/`. */
  readonly method: string;
  /** Before these nobody is judged. */
  readonly minEpochs: number;
  /** One of so many goes on from a rung to the next, which is so many times as long (`asha`). */
  readonly reduction: number;
  /** Epochs between judgements (`median`). */
  readonly every: number;
  /** Others that must have come as far (`median`). */
  readonly minTrials: number;
}

/** Whether a value is better than another. */
export const isBetter = ({direction}: Objective, value: number, than: number): boolean =>
  direction === 'max' ? value > than : value < than;
