import type {Objective, Point, Space} from '../sweep.ts';

/** A way to choose points. One file a method; `index.ts` lists them. */
export interface Method {
  /** Equal to its file's name; what `method:` says. */
  readonly name: string;
  /** One line for messages and docs. */
  readonly summary: string;
  /** It needs every dimension to have so and so many values. */
  readonly finite: boolean;
  /** What it chooses rests on what came of earlier points. */
  readonly usesResults: boolean;
  /** How many points it draws before it learns from results, where it does. */
  readonly startup?: number;
  /** What it can do with the number of dimensions, where that is limited. */
  readonly mostDimensions?: number;
  readonly choose: (asked: Asked) => Chosen | undefined;
}

/** All that a choice may depend on. */
export interface Asked {
  readonly space: Space;
  readonly seed: number;
  /** How often it was asked before: the same number gives the same answer. */
  readonly draw: number;
  /** What earlier points were worth, in order of time; empty for a method that does not use results. */
  readonly told: readonly Told[];
  /** Points whose worth is not known yet; empty for a method that does not use results. */
  readonly running: readonly Point[];
  readonly objective: Objective;
  /** Not all points of a finite method may be tried: those that are should be spread over the space. Left out, they come in order. */
  readonly spread?: Spread;
}

export interface Spread {
  /** Points that differ in this param alone go one after another: trainings that go on from each other. */
  readonly together?: string;
}

/** A point with a value. */
export interface Told {
  readonly point: Point;
  /** The mean over its seeds. */
  readonly value: number;
  /** To which all of them were trained. */
  readonly epochs: number;
}

export interface Chosen {
  readonly point: Point;
  /** Why this one, for the record. */
  readonly reason: string;
}
