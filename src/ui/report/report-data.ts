import type {Facts, RunSummary, StageHow} from '../../tracking/run-summary.ts';
import type {Directions} from '../run-columns.ts';

/** All that a report holds: plain data, written into the page as JSON. A number that is not finite is text there: `"NaN"`. */
export interface ReportData {
  /** The pipeline's name. */
  readonly pipeline: string;
  /** ISO 8601, UTC. */
  readonly made: string;
  /** Of epochal. */
  readonly version: string;
  readonly metrics: Directions;
  /** In the order that was asked for. */
  readonly runs: readonly RunSummary[];
  /** The same with the runs that differ in their seeds alone as one, and the others by their places in `runs`; null where there are none. */
  readonly grouped: readonly (RunSummary | number)[] | null;
  /** What the Δ columns measure from at first. */
  readonly baseline: RunSummary | null;
  /** By run, in the order of `runs`. */
  readonly curves: readonly (readonly PackedSeries[])[];
  /** The first of the runs, with everything about them. */
  readonly closer: readonly CloserRun[];
  /** What stages left, by their keys: many runs share one. */
  readonly artifacts: Readonly<Record<string, StageArtifact>>;
}

/** A metric over its steps. */
export interface PackedSeries {
  readonly stage: string;
  readonly name: string;
  /** Left out: 1, 2, 3 … */
  readonly steps?: readonly number[];
  /** Six digits each. */
  readonly values: readonly (number | string)[];
}

/** A run as it is looked at alone. */
export interface CloserRun {
  readonly id: string;
  readonly stages: readonly CloserStage[];
  readonly environment: Facts;
  readonly notes: readonly {readonly written: string; readonly note: string}[];
  readonly reproduce: readonly Instruction[];
}

export interface CloserStage {
  readonly name: string;
  readonly uses: string;
  readonly needs: readonly string[];
  readonly how: StageHow;
  readonly seconds: number | null;
  readonly key: string | null;
  readonly reason: string | null;
  /** Why it failed. */
  readonly failure: string | null;
}

/** One thing to do to get the same result again. */
export interface Instruction {
  readonly what: string;
  /** For a shell, or the text of a file. */
  readonly code?: string;
}

/** What a stage left that can be shown. */
export interface StageArtifact {
  readonly figures: readonly ReportFigure[];
  readonly dataset?: ReportDataset;
  readonly evaluation?: ReportEvaluation;
}

export interface ReportFigure {
  /** Of its file, without the ending. */
  readonly name: string;
  /** What it shows, as it says itself. */
  readonly title: string;
  /** A `data:` URI. */
  readonly image: string;
}

/** How many images each label has. */
export interface ReportDataset {
  readonly labels: readonly {readonly name: string; readonly train: number; readonly test: number}[];
}

export interface ReportEvaluation {
  readonly labels: readonly ReportLabel[];
  /** `[true class][predicted class]` → images. */
  readonly confusion: readonly (readonly number[])[];
  /** Those the model was surest of first. */
  readonly mistakes: readonly {
    readonly actual: string;
    readonly predicted: string;
    readonly confidence: number;
    /** A `data:` URI. */
    readonly image: string;
  }[];
}

export interface ReportLabel {
  readonly name: string;
  readonly recall: number;
  readonly precision?: number;
  readonly f1?: number;
  readonly support?: number;
}
